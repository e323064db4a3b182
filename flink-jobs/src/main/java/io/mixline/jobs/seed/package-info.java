/** What a state of the job is built from where the last one is lost: the embeddings topic, last record by last record. */
@NullMarked
package io.mixline.jobs.seed;

import org.jspecify.annotations.NullMarked;
