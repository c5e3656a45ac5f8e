// What a person would complain about on a slide or a page: a list of sentences, empty when there is nothing.

const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

async function show(number) {
  const slide = Reveal.getSlides()[number];
  const { h, v } = Reveal.getIndices(slide);
  Reveal.slide(h, v ?? 0, 999);
  await painted();
  return slide.querySelector("h1, h2, h3")?.textContent ?? `slide ${number + 1}`;
}

function* textsIn(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || node.parentElement.closest("aside.notes, script, style, title, desc")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) if (rect.width && rect.height) yield { node, rect };
  }
}

const said = (node) => `“${node.data.trim().slice(0, 40)}”`;

// Text of a picture stays in the picture, and in the box that it is written in; two texts do not touch.
function lookAtPictures(root) {
  const problems = [];
  for (const svg of root.querySelectorAll("svg.drawing")) {
    const all = svg.getBoundingClientRect();
    if (all.width < 50 || all.height < 50) problems.push(`a picture is ${all.width} by ${all.height}`);
    const boxes = [...svg.querySelectorAll("rect.box")].map((box) => box.getBoundingClientRect());
    const texts = [...svg.querySelectorAll("text")].map((text) => [text, text.getBoundingClientRect()]);
    for (const [text, rect] of texts) {
      const name = `“${text.textContent.trim()}”`;
      if (rect.left < all.left - 1 || rect.right > all.right + 1 || rect.top < all.top - 1 || rect.bottom > all.bottom + 1)
        problems.push(`${name} leaves its picture`);
      const x = (rect.left + rect.right) / 2, y = (rect.top + rect.bottom) / 2;
      const around = boxes
        .filter((box) => box.left < x && x < box.right && box.top < y && y < box.bottom)
        .sort((one, two) => one.width * one.height - two.width * two.height)[0];
      if (around && (rect.left < around.left || rect.right > around.right)) problems.push(`${name} leaves its box`);
      for (const [other, its] of texts) {
        const wide = Math.min(rect.right, its.right) - Math.max(rect.left, its.left);
        const high = Math.min(rect.bottom, its.bottom) - Math.max(rect.top, its.top);
        if (other !== text && !text.contains(other) && !other.contains(text) && wide > 2 && high > rect.height / 3)
          problems.push(`${name} touches “${other.textContent.trim()}”`);
      }
    }
  }
  return problems;
}

// What hides a part of itself, or has to be scrolled for it.
function lookForScrolling(root) {
  const problems = [];
  for (const element of root.querySelectorAll("*")) {
    if (element.closest("aside.notes, svg") || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const name = `<${element.tagName.toLowerCase()} class="${element.className}">`;
    if (style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1) problems.push(`${name} is cut at the right`);
    if (style.overflowY !== "visible" && element.scrollHeight > element.clientHeight + 1) problems.push(`${name} is cut below`);
  }
  return problems;
}

async function lookAtSlides(smallestCode, foot) {
  const problems = [];
  await document.fonts.ready;
  for (let number = 0; number < Reveal.getTotalSlides(); number++) {
    const title = await show(number);
    const slide = Reveal.getCurrentSlide();
    const scale = Reveal.getScale();
    const page = slide.getBoundingClientRect();
    const complain = (problem) => problems.push(`${title}: ${problem}`);
    let count = 0;
    for (const { node, rect } of textsIn(slide)) {
      count++;
      if (!node.parentElement.checkVisibility({ opacityProperty: true, visibilityProperty: true })) complain(`${said(node)} is not painted`);
      if (rect.left < page.left - 1 || rect.right > page.right + 1 || rect.top < page.top - 1) complain(`${said(node)} leaves the slide`);
      if (rect.bottom > page.top + (720 - foot) * scale + 1) complain(`${said(node)} is too far down`);
    }
    if (!count) complain("nothing is painted");
    for (const code of slide.querySelectorAll("pre code, pre code td, .code-from code"))
      if (parseFloat(getComputedStyle(code).fontSize) < smallestCode) complain("its code is too small");
    for (const fragment of slide.querySelectorAll(".fragment"))
      if (getComputedStyle(fragment).visibility !== "visible" || getComputedStyle(fragment).opacity < 0.99)
        if (!fragment.closest("pre")) complain("a step is not shown");
    lookForScrolling(slide).forEach(complain);
    lookAtPictures(slide).forEach(complain);
    const notes = slide.querySelectorAll("aside.notes").length;
    if (notes !== 1 && document.querySelector("aside.notes")) complain(`it has ${notes} notes`);
  }
  const html = document.scrollingElement;
  if (html.scrollWidth > innerWidth || html.scrollHeight > innerHeight) problems.push("the window scrolls");
  return problems;
}

async function lookAtPage() {
  await document.fonts.ready;
  await painted();
  const problems = [];
  const html = document.scrollingElement;
  if (html.scrollWidth > innerWidth) problems.push(`the page is ${html.scrollWidth} wide`);
  const main = document.querySelector("article");
  for (const { node, rect } of textsIn(main)) {
    if (rect.left < -1 || rect.right > innerWidth + 1) problems.push(`${said(node)} leaves the page`);
    if (!node.parentElement.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
      if (!node.parentElement.closest(".headerlink, button, .visually-hidden, .backlinks")) problems.push(`${said(node)} is not painted`);
  }
  for (const note of main.querySelectorAll("aside.notes"))
    if (!note.checkVisibility()) problems.push("a note is not shown");
  return [...problems, ...lookForScrolling(main), ...lookAtPictures(main)];
}

// What axe finds that is serious or worse.
async function axeOn(root, rules) {
  const found = await axe.run(root, { resultTypes: ["violations"], ...rules });
  return found.violations
    .filter((rule) => ["serious", "critical"].includes(rule.impact))
    .map((rule) => `${rule.id}: ${rule.help}: ${rule.nodes[0].html.slice(0, 200)} ${rule.nodes[0].failureSummary}`);
}
