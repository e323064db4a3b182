/**
 * The demo's story: postings, changes, reads, queries, one edit, and the promises. In reading order: {@code Demo}, then
 * what it uses.
 */
@NullMarked
package io.mixline.cli.demo;

import org.jspecify.annotations.NullMarked;
