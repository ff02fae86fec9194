"use strict";
// LTI Dynamic Registration 1.0: the platform closes the frame or window that it opened.
// The message carries nothing, so it may go to whoever frames us.
document.getElementById("close").addEventListener("click", () => {
  const opener = window.opener || window.parent;
  opener.postMessage({ subject: "org.imsglobal.lti.close" }, "*");
});
