module.exports = () => {
  throw new Error("this bundle makes no archives");
};
