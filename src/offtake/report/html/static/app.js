// The pages work without this. It offers to make a chart move, and loads what that takes only then.
const loadScript = (address) =>
  new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = loaded;
    script.onerror = () => failed(new Error("the chart's script did not come"));
    document.head.append(script);
  });

const explore = async (figure, button, place) => {
  button.disabled = true;
  button.textContent = "Loading…";
  try {
    if (!window.vegaEmbed) await loadScript(figure.dataset.bundle);
    const answer = await fetch(figure.dataset.spec);
    if (!answer.ok) throw new Error("the chart's figures did not come");
    await window.vegaEmbed(place, await answer.json(), {
      ast: true,
      renderer: "svg",
      actions: false,
      defaultStyle: false,
      tooltip: { disableDefaultStyle: true },
    });
    figure.classList.add("is-moving");
    button.remove();
  } catch (problem) {
    button.disabled = false;
    button.textContent = `Try again: ${problem.message}`;
  }
};

for (const figure of document.querySelectorAll("figure[data-spec]")) {
  if (location.protocol === "file:") continue; // a file may not fetch its neighbour
  const place = document.createElement("div");
  place.className = "chart-moving";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Read values off the chart";
  button.addEventListener("click", () => explore(figure, button, place));
  figure.append(place, button);
}

// When figures come out, in the reader's own time: the server cannot know it.
const local = new Intl.DateTimeFormat(undefined, {
  weekday: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});
for (const time of document.querySelectorAll("time.instant")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  const yours = document.createElement("span");
  yours.className = "yours";
  const isLate = time.classList.contains("awaited") && at.getTime() < Date.now();
  const passed = isLate ? "; passed, its figures are not here yet" : "";
  yours.textContent = `, for you ${local.format(at)}${passed}`;
  time.append(yours);
}
