package io.mixline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ItemOrderTest {

    @Property
    void of_two_orders_one_is_newer_unless_they_are_equal(
            @ForAll("orders") ItemOrder a, @ForAll("orders") ItemOrder b) {
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        assertThat(a.isNewerThan(b)).isEqualTo(a.compareTo(b) > 0);
    }

    @Property
    void newer_than_newer_is_newer(
            @ForAll("orders") ItemOrder a, @ForAll("orders") ItemOrder b, @ForAll("orders") ItemOrder c) {
        if (a.compareTo(b) >= 0 && b.compareTo(c) >= 0) {
            assertThat(a.compareTo(c)).isNotNegative();
        }
    }

    @Property
    void delete_beats_every_upsert_of_its_version_and_no_later_one(
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 1) long version,
            @ForAll @LongRange(min = 0) long reencode) {
        ItemOrder delete = ItemOrder.delete(version);
        ItemOrder reencoded = new ItemOrder(new ItemVersion(version), ItemOperation.UPSERT, reencode);
        assertThat(delete.isNewerThan(reencoded)).isTrue();
        assertThat(ItemOrder.upsert(version + 1).isNewerThan(delete)).isTrue();
    }

    @Test
    void delete_demands_no_encoding() {
        assertThatThrownBy(() -> new ItemOrder(new ItemVersion(1), ItemOperation.DELETE, 1))
                .hasMessageContaining("reencode: 1 (expected: 0");
    }

    /** From few values, so that equal ones meet. */
    @Provide
    Arbitrary<ItemOrder> orders() {
        Arbitrary<Long> numbers = Arbitraries.longs().between(0, 3);
        return Combinators.combine(numbers, Arbitraries.of(ItemOperation.class), numbers)
                .as((version, operation, reencode) -> new ItemOrder(
                        new ItemVersion(version), operation, operation == ItemOperation.DELETE ? 0 : reencode));
    }
}
