/** All words of the console, Chinese and English with the same keys. */
import * as accounts from "./accounts";
import en from "./en";
import * as hearing from "./hearing";
import * as mandates from "./mandates";
import * as organs from "./organs";
import * as own from "./own";
import * as photos from "./photos";
import * as voice from "./voice";
import zh from "./zh";

/** Words of a part of the console stand beside each other in a file of their own. */
export const messages = { zh: { ...zh, ...accounts.zh, ...hearing.zh, ...mandates.zh, ...organs.zh, ...own.zh, ...photos.zh, ...voice.zh }, en: { ...en, ...accounts.en, ...hearing.en, ...mandates.en, ...organs.en, ...own.en, ...photos.en, ...voice.en } };
