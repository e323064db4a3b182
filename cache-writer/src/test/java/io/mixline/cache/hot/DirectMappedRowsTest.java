package io.mixline.cache.hot;

import static org.assertj.core.api.Assertions.assertThat;

import io.mixline.schemas.ItemId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DirectMappedRowsTest {

    private static final List<ItemId> IDS = IntStream.range(0, 1_000)
            .mapToObj(item -> new ItemId("job-" + item))
            .toList();

    @Test
    void a_row_is_found_by_an_equal_id() {
        DirectMappedRows rows = new DirectMappedRows(10);
        HotRow row = row(new ItemId("job-7"));
        rows.put(row);

        assertThat(rows.find(new ItemId("job-7"))).isSameAs(row);
        assertThat(rows.find(new ItemId("job-8"))).isNull();
    }

    /** Those that end in Aa and BB share a place: their hashes are equal. */
    @Test
    void ids_of_any_characters_and_length_are_told_apart() {
        Map<String, String> pairs = Map.of(
                "a", "a\0",
                "12345678", "12345678\0",
                "1234Aa", "1234BB",
                "1234567890Aa", "1234567890BB",
                "12345678901234Aa", "12345678901234BB",
                "123456789012345Aa", "123456789012345BB",
                "\u0141Aa", "\u0141BB");
        pairs.forEach((one, other) -> {
            DirectMappedRows rows = new DirectMappedRows(1);
            rows.put(row(new ItemId(one)));

            assertThat(rows.find(new ItemId(one))).isNotNull();
            assertThat(rows.find(new ItemId(other))).isNull();
        });
    }

    @Test
    void who_takes_a_place_over_is_never_taken_for_who_had_it() {
        DirectMappedRows rows = new DirectMappedRows(10);
        for (ItemId id : IDS) {
            rows.put(row(id));
        }

        Set<ItemId> found = new HashSet<>();
        for (ItemId id : IDS) {
            HotRow row = rows.find(id);
            if (row != null) {
                assertThat(row.id()).isEqualTo(id.value());
                found.add(id);
            }
        }
        assertThat(found).hasSizeBetween(20, 32).contains(IDS.get(IDS.size() - 1));
    }

    @Test
    void most_of_as_many_rows_as_it_is_made_for_have_a_place() {
        DirectMappedRows rows = new DirectMappedRows(IDS.size());
        for (ItemId id : IDS) {
            rows.put(row(id));
        }

        assertThat(IDS).filteredOn(id -> rows.find(id) != null).hasSizeGreaterThan(700);
    }

    @Test
    void a_row_that_is_gone_leaves_its_successor_there() {
        DirectMappedRows rows = new DirectMappedRows(1);
        HotRow first = row(new ItemId("job-7"));
        HotRow second = row(new ItemId("job-7"));
        rows.put(first);
        rows.put(second);

        rows.remove(first);
        assertThat(rows.find(new ItemId("job-7"))).isSameAs(second);
        rows.remove(second);
        assertThat(rows.find(new ItemId("job-7"))).isNull();
    }

    private static HotRow row(ItemId id) {
        return new HotRow(id.value(), 1, 1, 1, 1, true, null);
    }
}
