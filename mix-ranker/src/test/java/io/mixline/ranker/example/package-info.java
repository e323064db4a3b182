/** What documents show, in a package of its own: it sees no more than a service does. */
@NullMarked
package io.mixline.ranker.example;

import org.jspecify.annotations.NullMarked;
