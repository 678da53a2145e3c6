// The one place that names the drawing library: everything else imports from here.
import { Component, Fragment, createElement, render } from "../vendor/preact/preact.js"
import htm from "../vendor/htm/htm.js"

export { Component, Fragment, render }
export { createElement as h }
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/preact/hooks.js"
export { batch, computed, effect, signal, untracked, useComputed, useSignal, useSignalEffect } from "../vendor/preact-signals/signals.js"

export const html = htm.bind(createElement)

/**
 * Call `then` once what was changed just now is drawn, and before the next key or touch: the library draws in a microtask of its own.
 * `useEffect` comes later than that, after the picture is on the glass; what a key or a touch counts on belongs here or in `useLayoutEffect`.
 */
export const drawn = (then) => queueMicrotask(then)

function shallowEqual(one, other) {
  for (const name in one) if (!(name in other)) return false
  for (const name in other) if (one[name] !== other[name]) return false
  return true
}

/**
 * A component that is drawn again only when a prop is another one. Things of a board are replaced, never changed, so this is right for them.
 * The view is a component of its own inside, so that its signals and states still redraw it.
 */
export function memo(view) {
  class Kept extends Component {
    shouldComponentUpdate(next) {
      return !shallowEqual(this.props, next)
    }
    render(props) {
      return createElement(view, props)
    }
  }
  Kept.displayName = `memo(${view.name})`
  return Kept
}
