/** What a job is told at its start, checked, as immutable records that travel to the task managers. */
@NullMarked
package io.mixline.jobs.config;

import org.jspecify.annotations.NullMarked;
