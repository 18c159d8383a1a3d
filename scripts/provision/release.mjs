// Which TensorFlow library Assay installs, and where it is on each platform.

/** Part of the cache folder's name and of keys: raise it when the way the files are built changes. */
export const RECIPE = 3;
/** The TensorFlow release whose Python wheel holds the library; measured and tested with tfjs-node 4.22.0. */
export const LIBRARY_VERSION = '2.21.0';
/** The oldest C library that the Linux wheels run on. */
const OLDEST_GLIBC = [2, 27];

/** By `<platform>-<arch>`. Python need not be of the wheel's version: nothing in it is imported. */
const wheels = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    tag: 'manylinux_2_27_x86_64',
    bytes: 273_829_956,
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  // For these two pip itself compares the digest that its index gives. Not tested by us.
  'linux-arm64': { package: 'tensorflow', tag: 'manylinux_2_27_aarch64', bytes: 281_800_000 },
  'darwin-arm64': { package: 'tensorflow', tag: 'macosx_12_0_arm64', bytes: 223_400_000 },
};

/**
 * @typedef {object} Release
 * @property {string} package the name of the Python package
 * @property {string} tag its platform tag
 * @property {number} bytes size of the wheel, for showing progress
 * @property {string} [sha256] digest of the wheel, as hex; not compared where absent
 */

/**
 * The wheel for a platform, or why there is none.
 *
 * @param {{ platform: string, arch: string, glibc: string | undefined }} machine `glibc` is the version of the GNU C
 *   library, undefined where another is used
 * @returns {Release | string}
 */
export function releaseFor({ platform, arch, glibc }) {
  const release = wheels[`${platform}-${arch}`];
  if (release === undefined) {
    return `there is no TensorFlow ${LIBRARY_VERSION} wheel for ${platform}-${arch} (only for ${Object.keys(wheels).join(', ')})`;
  }
  if (platform !== 'linux') return release;
  const needed = `the wheel needs the GNU C library ${OLDEST_GLIBC.join('.')} or newer`;
  if (glibc === undefined) return `${needed}, and this system uses another C library`;
  const [major, minor] = glibc.split('.').map(Number);
  const fits = major > OLDEST_GLIBC[0] || (major === OLDEST_GLIBC[0] && minor >= OLDEST_GLIBC[1]);
  return fits ? release : `${needed}, and this system has ${glibc}`;
}

/** What `releaseFor` needs to know about the machine we run on. */
export function thisMachine() {
  // Without this the report looks up the names of all network peers, which may take seconds.
  process.report.excludeNetwork = true;
  const { glibcVersionRuntime: glibc } = process.report.getReport().header;
  return { platform: process.platform, arch: process.arch, glibc };
}

/**
 * The name of the cache folder for a build: equal names, interchangeable files.
 *
 * @param {{ platform: string, arch: string }} machine
 * @param {string} bindingVersion of `@tensorflow/tfjs-node`
 */
export function buildName({ platform, arch }, bindingVersion) {
  return `tensorflow-${LIBRARY_VERSION}-tfjs-node-${bindingVersion}-${platform}-${arch}-r${RECIPE}`;
}
