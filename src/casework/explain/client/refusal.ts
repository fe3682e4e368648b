const OPENINGS = [
  /^(i'?m|i am) (very |really |so )?(sorry|afraid)\b.{0,80}\b(can'?t|cannot|can not|unable|not able|won'?t|must decline)/,
  /^(sorry|unfortunately|apologies)\b.{0,80}\b(can'?t|cannot|unable|not able|won'?t)/,
  /^(as an? (ai|artificial|language model)|i'?m (just )?an ai)\b.{0,120}\b(can'?t|cannot|unable|not able|don'?t)/,
  /^i (can'?t|cannot|can not|won'?t|will not|must decline|have to decline|am unable to|am not able to|'?m unable to|'?m not able to)\b.{0,40}\b(help|assist|comply|answer|provide|analy[sz]e|identify|describe|process|fulfil|do that|continue|determine|discuss)/,
  /^i'?m (unable|not able) to\b/,
  /^(es tut mir leid|tut mir leid|leider)\b.{0,80}\b(nicht|keine)/,
  /^(je suis désolée?|désolée?)\b.{0,80}\bpas\b/,
  /^lo siento\b.{0,80}\bno\b/,
  /^(很?抱歉|对不起|我无法|我不能)/,
];

/** Whether a reply that holds no answer declines the question. Call it only for text in which no JSON was found. */
export function isRefusal(text: string): boolean {
  const start = text.trim().replace(/[\u2018\u2019]/g, "'").replace(/^["*_>#\s]+/, '').slice(0, 300).replace(/\s+/g, ' ').toLowerCase();
  return OPENINGS.some((opening) => opening.test(start));
}
