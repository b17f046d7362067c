/**
 * What connects devices: bandwidth and latency of links by name, each with the page its bandwidth is from. Absent on purpose: what a
 * collective reaches of it, which is an assumption of the plan (model.ts).
 */

export interface Link {
  readonly label: string;
  /** In one direction, between two neighbours of the ring, as the maker states it. */
  readonly gigabytesPerSecond: number;
  /** Of one message from device to device, the software's part included: an assumption of size, to be replaced by a measured one. */
  readonly latencyUs: number;
  readonly source: string;
}

const pcie = "https://pcisig.com/faq";
const nvlink = "https://www.nvidia.com/en-us/data-center/nvlink/";
const ethernet = "https://www.ieee802.org/3/";
const infiniband = "https://www.infinibandta.org/infiniband-roadmap/";

export const links = {
  pcie3: link("PCIe 3.0 x16", 15.8, 8, pcie),
  pcie4: link("PCIe 4.0 x16", 31.5, 8, pcie),
  pcie5: link("PCIe 5.0 x16", 63, 8, pcie),
  nvlink1: link("NVLink 1 (P100)", 80, 5, nvlink),
  nvlink2: link("NVLink 2 (V100)", 150, 5, nvlink),
  nvlink3: link("NVLink 3 (A100)", 300, 5, nvlink),
  nvlink4: link("NVLink 4 (H100)", 450, 5, nvlink),
  nvlink5: link("NVLink 5 (B200)", 900, 5, nvlink),
  "10gbe": link("10 Gbit/s Ethernet", 1.25, 50, ethernet),
  "25gbe": link("25 Gbit/s Ethernet", 3.125, 30, ethernet),
  "50gbe": link("50 Gbit/s Ethernet", 6.25, 30, ethernet),
  "100gbe": link("100 Gbit/s Ethernet", 12.5, 20, ethernet),
  "200gbe": link("200 Gbit/s Ethernet", 25, 15, ethernet),
  "400gbe": link("400 Gbit/s Ethernet", 50, 15, ethernet),
  edr: link("InfiniBand EDR", 12.5, 5, infiniband),
  hdr: link("InfiniBand HDR", 25, 5, infiniband),
  ndr: link("InfiniBand NDR", 50, 5, infiniband),
} as const satisfies Readonly<Record<string, Link>>;

export type LinkName = keyof typeof links;

export const linkNames = Object.keys(links) as LinkName[];

export const isLinkName = (name: string): name is LinkName => Object.hasOwn(links, name);

function link(label: string, gigabytesPerSecond: number, latencyUs: number, source: string): Link {
  return { label, gigabytesPerSecond, latencyUs, source };
}
