/** What every public page may do once it is there. Nothing yet that reading needs. */
document.documentElement.dataset.script = "on";
