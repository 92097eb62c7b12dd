// What careless and old scripts do to the language's own objects, once each.
Object.prototype.polluted = "yes";
Object.prototype.extend = function () { return this; };
Array.prototype.extra = () => "extra";
Array.prototype.toJSON = function () { return "[]"; };
String.prototype.toJSON = function () { return "\"\""; };
Function.prototype.bind = function (self, ...before) {
  const own = this;
  return function (...after) { return own.apply(self, before.concat(after)); };
};
window.name = "outlet";
var Lobbyist = "a global of the page's own";
