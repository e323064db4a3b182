/** Puts postings into a topic of job postings. */
@NullMarked
package io.mixline.cli.publish;

import org.jspecify.annotations.NullMarked;
