package io.mixline.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.schemas.DeadLetterKind;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts that a record is refused, and with which kind. */
final class Refusals {

    private Refusals() {}

    static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(DeadLetterKind kind, ThrowingCallable decode) {
        return assertThatThrownBy(decode)
                .isInstanceOfSatisfying(
                        RecordRefusedException.class,
                        refused -> assertThat(refused.kind()).isEqualTo(kind));
    }
}
