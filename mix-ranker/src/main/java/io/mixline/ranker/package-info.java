/** Scores a query against candidate items with a language model behind SGLang, the items as embedding tokens. */
@NullMarked
package io.mixline.ranker;

import org.jspecify.annotations.NullMarked;
