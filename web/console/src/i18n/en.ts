export default {
  app: { name: "Minyi", console: "Console", language: "中文", retry: "Try again", away: "The server cannot be reached. What you wrote is kept." },
  signIn: {
    title: "Sign in to the console", login: "Login", password: "Password", totp: "One-time code", totpHint: "Six digits from your authenticator", submit: "Sign in",
    out: "Sign out",
  },
  home: { title: "Today's work" },
};
