/** A smoke check over cached tokens: does a query find what it should? Not the mix-interaction ranker. */
@NullMarked
package io.mixline.cli.smoke;

import org.jspecify.annotations.NullMarked;
