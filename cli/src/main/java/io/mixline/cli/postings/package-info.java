/** Job postings before they are Mixline's: generated ones, and those of a user's file. */
@NullMarked
package io.mixline.cli.postings;

import org.jspecify.annotations.NullMarked;
