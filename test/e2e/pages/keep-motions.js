// Keeps what has moved by itself: the transitions and animations that have begun, with what they belong to.
globalThis.motions = [];
for (const type of ["transitionrun", "animationstart"]) {
  const keep = ({ target, propertyName, animationName }) => {
    motions.push(`${target.className} ${propertyName ?? animationName}`);
  };
  addEventListener(type, keep, { capture: true });
}
