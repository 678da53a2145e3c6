export { limitsOf } from "../venue/ages.js"
