/** Counts how every input record ended, in checkpointed state. */
@NullMarked
package io.mixline.jobs.outcome;

import org.jspecify.annotations.NullMarked;
