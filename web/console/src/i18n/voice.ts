/** Words about voice notes. */
export const zh = {
  voice: {
    title: "语音留言", listen: "收听语音", length: "语音 {n} 秒", onItsWay: "语音上传中", recorded: "收听会记入保管记录；语音不公开。", writtenDown: "语音内容记录",
    writeBetter: "修改语音记录", custody: "收听记录",
  },
};
export const en: typeof zh = {
  voice: {
    title: "Voice note", listen: "Listen", length: "Voice note of {n} s", onItsWay: "The voice note is on its way", recorded: "Listening goes on record; the voice is never public.", writtenDown: "What it says, written down",
    writeBetter: "Write it down anew", custody: "Who listened",
  },
};
