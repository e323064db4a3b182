package io.mixline.jobs.seed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.ItemOrder;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;

class LastRecordTest {

    private static final Instant NOW = Instant.parse("2026-11-22T09:00:00Z");

    /** Even offsets count, odd ones are a replaced run's. */
    @Property(tries = 300)
    void in_any_order_the_records_of_an_item_come_to_the_one_that_stands_last(
            @ForAll @Size(min = 1, max = 6) @UniqueElements List<@IntRange(min = 0, max = 20) Integer> offsets) {
        SeedRecord last = offsets.stream()
                .map(LastRecordTest::record)
                .reduce(new LastRecord()::reduce)
                .orElseThrow();

        int end = Collections.max(offsets);
        assertThat(last.isWhole()).isEqualTo(end % 2 == 0);
        assertThat(last.writerEpoch()).isEqualTo(end);
        int lastThatCounts = offsets.stream()
                .filter(offset -> offset % 2 == 0)
                .max(Integer::compare)
                .orElse(-1);
        assertThat(last.item() == null ? -1 : last.item().offset()).isEqualTo(lastThatCounts);
    }

    private static SeedRecord record(int offset) {
        return offset % 2 == 0
                ? SeedRecord.written("a", offset, new SeededItem(offset, ItemOrder.delete(1), null, NOW))
                : new SeedRecord("a", offset, null, offset);
    }
}
