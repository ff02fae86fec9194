// A launch goes on by itself; without scripts its button does the same.
document.forms[0].submit();
