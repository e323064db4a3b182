/** Model bundles: the manifest, its check at start-up, and the fingerprint of what decides an embedding's bytes. */
@NullMarked
package io.mixline.encoder.bundle;

import org.jspecify.annotations.NullMarked;
