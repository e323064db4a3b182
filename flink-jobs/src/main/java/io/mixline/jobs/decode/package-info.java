/** The first step of the path: source records become item changes, or dead letters. */
@NullMarked
package io.mixline.jobs.decode;

import org.jspecify.annotations.NullMarked;
