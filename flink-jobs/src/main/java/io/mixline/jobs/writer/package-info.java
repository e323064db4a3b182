/** How a run of the job becomes the one writer of its embeddings topic, and refuses to start where it must not. */
@NullMarked
package io.mixline.jobs.writer;

import org.jspecify.annotations.NullMarked;
