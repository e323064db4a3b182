/** Tests over real HTTP, against a server that has the rules of SGLang. */
@NullMarked
package io.mixline.ranker;

import org.jspecify.annotations.NullMarked;
