/** The step before the encoder: drops what is not newer, marks what is unchanged, holds what changes too fast. */
@NullMarked
package io.mixline.jobs.gate;

import org.jspecify.annotations.NullMarked;
