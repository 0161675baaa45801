export default {
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["index.html", "portal.html", "readme-portal.html", "readme-awake.html"] },
  },
  worker: { format: "es" },
};
