// A view that breaks takes itself away, not the whole office; another place (`at`) is another try.
import { Component, html } from "../html.js"
import { Button } from "../parts/button.js"
import { Empty } from "../parts/empty.js"
import { t } from "./words.js"

export class Boundary extends Component {
  constructor() {
    super()
    this.state = { broken: false }
  }

  componentDidCatch(error) {
    console.error(error)
    this.setState({ broken: true })
  }

  componentDidUpdate(before) {
    if (before.at !== this.props.at && this.state.broken) this.setState({ broken: false })
  }

  render({ children }, { broken }) {
    if (!broken) return children
    return html`<${Empty} icon="warning" title=${t("broken_view")} text=${t("broken_view_text")}>
      <${Button} size="s" icon="refresh" onPress=${() => this.setState({ broken: false })}>${t("again")}<//>
    <//>`
  }
}
