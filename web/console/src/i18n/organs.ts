/** Words about keeping organs. */
export const zh = {
  organ: {
    name_zh: "名称", name_en: "英文名称", town: "乡镇街道", address: "地址", phone: "电话", lat: "纬度（WGS84）", lon: "经度（WGS84）", placeHint: "度，例如 30.8460；与经度同填或同空", reason: "理由（记入机构日志）", contact: "地址、电话", receptions: "接待日",
    day: "每月几日", from: "开始", to: "结束", addDay: "增加一个接待日", noDays: "没有接待日。", monthly: "每月 {day} 日", closed: "已关闭", open: "开放", note: "更改随即在公开页面、受理和交办中生效，并记入机构日志。", log: "机构日志", none: "还没有在工作台办理过机构。",
    closeNote: "关闭后不再受理或承办新事项，已有的继续办理；公开页面随即撤下。有驻站代表的联络站须先把代表编入其他联络站（在“账号”中变更身份）。",
    act: { establish: "设立机构", rename: "更名", set_contact: "地址电话", set_receptions: "接待日", close: "关闭", reopen: "重新开放" },
  },
};
export const en: typeof zh = {
  organ: {
    name_zh: "Name", name_en: "English name", town: "Town", address: "Address", phone: "Phone", lat: "Latitude (WGS84)", lon: "Longitude (WGS84)", placeHint: "Degrees, for example 30.8460; with the longitude or not at all", reason: "Reason (goes on record)", contact: "Address, phone", receptions: "Reception days",
    day: "Day of the month", from: "From", to: "To", addDay: "Another reception day", noDays: "No reception days.", monthly: "Day {day}", closed: "closed", open: "open", note: "Changes count at once on public pages, for filing and for assigning, and go on record.", log: "Log of organs", none: "No organ was kept here yet.",
    closeNote: "A closed organ takes nothing new and finishes what it has; public pages drop it at once. A station with deputies is closed once they receive elsewhere (change their capacity under Accounts).",
    act: { establish: "New organ", rename: "Rename", set_contact: "Contacts", set_receptions: "Reception days", close: "Close", reopen: "Reopen" },
  },
};
