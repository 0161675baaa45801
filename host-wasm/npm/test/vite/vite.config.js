export default {
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    rolldownOptions: { input: ["index.html", "portal.html"] },
  },
  worker: { format: "es" },
};
