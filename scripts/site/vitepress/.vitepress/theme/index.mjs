// Without the theme's fonts: the browser's own are there at once.
import Theme from "vitepress/theme-without-fonts";
import "./site.css";

export default Theme;
