package io.mixline.schemas.codec;

import io.mixline.schemas.source.EpochUnit;
import io.mixline.schemas.source.SourcePath;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values at some paths out of a record's Avro body and skips the rest, in one pass. Compiled once for a
 * writer's schema, so that per record there is no look-up by name and no object but the values. Immutable.
 *
 * <p>A value is a String (texts, symbols), a Long, an Instant (a timestamp that says its unit), a Boolean, a List of
 * strings or a Map of strings; null where nothing stands at the path.
 */
final class PathReader {

    /** What is wanted of the value at a path. */
    enum Take {
        VALUE,
        /** Only whether there is one: TRUE, or null. */
        PRESENCE
    }

    record Wanted(SourcePath path, Take take) {}

    private final Step root;
    private final int slots;

    private PathReader(Step root, int slots) {
        this.root = root;
        this.slots = slots;
    }

    static PathReader compile(Schema writer, List<Wanted> wanted) {
        List<Target> targets = new ArrayList<>();
        for (int slot = 0; slot < wanted.size(); slot++) {
            targets.add(new Target(
                    slot, wanted.get(slot).path().fields(), wanted.get(slot).take()));
        }
        return new PathReader(step(writer, targets), wanted.size());
    }

    /** Values in the order of the wanted paths. Reads the body to its end. */
    @Nullable
    Object[] read(BoundedDecoder body) {
        @Nullable Object[] values = new @Nullable Object[slots];
        root.read(body, values);
        body.expectEnd();
        return values;
    }

    /** Moves over one value of one schema, and keeps what is wanted of it. */
    @FunctionalInterface
    private interface Step {
        void read(BoundedDecoder in, @Nullable Object[] values);
    }

    /** A wanted value below some place: the field names that are still to go. */
    private record Target(int slot, List<String> ahead, Take take) {

        boolean isHere() {
            return ahead.isEmpty();
        }

        boolean isBelow(String field) {
            return !isHere() && ahead.get(0).equals(field);
        }

        Target below() {
            return new Target(slot, ahead.subList(1, ahead.size()), take);
        }
    }

    private static Step step(Schema schema, List<Target> targets) {
        if (targets.isEmpty() || schema.getType() == Schema.Type.NULL) {
            return (in, values) -> AvroValues.skip(schema, in);
        }
        if (schema.getType() == Schema.Type.UNION) {
            Step[] branches = schema.getTypes().stream()
                    .map(branch -> step(branch, targets))
                    .toArray(Step[]::new);
            return (in, values) -> branches[AvroValues.branch(schema, in)].read(in, values);
        }
        List<Target> here = targets.stream().filter(Target::isHere).toList();
        Step content = schema.getType() == Schema.Type.RECORD ? record(schema, targets) : leaf(schema, here);
        int[] present = slots(here, Take.PRESENCE);
        return (in, values) -> {
            set(values, present, true);
            content.read(in, values);
        };
    }

    private static Step record(Schema schema, List<Target> targets) {
        Step[] fields = schema.getFields().stream()
                .map(field -> step(
                        field.schema(),
                        targets.stream()
                                .filter(target -> target.isBelow(field.name()))
                                .map(Target::below)
                                .toList()))
                .toArray(Step[]::new);
        return (in, values) -> {
            for (Step field : fields) {
                field.read(in, values);
            }
        };
    }

    private static Step leaf(Schema schema, List<Target> here) {
        int[] taken = slots(here, Take.VALUE);
        if (taken.length == 0) {
            return (in, values) -> AvroValues.skip(schema, in);
        }
        EpochUnit unit = EpochUnit.of(schema);
        if (unit != null) {
            return (in, values) -> set(values, taken, unit.toInstant(in.readLong()));
        }
        return (in, values) -> set(values, taken, AvroValues.read(schema, in));
    }

    private static int[] slots(List<Target> here, Take take) {
        return here.stream()
                .filter(target -> target.take() == take)
                .mapToInt(Target::slot)
                .toArray();
    }

    private static void set(@Nullable Object[] values, int[] slots, @Nullable Object value) {
        for (int slot : slots) {
            values[slot] = value;
        }
    }
}
