package io.mixline.cli;

import io.mixline.cli.terminal.Table;
import io.mixline.client.HostDescription;
import io.mixline.client.HostDescription.HeldModel;
import io.mixline.client.HostDescription.HeldPartition;
import io.mixline.client.grpc.GrpcEmbeddingReader;
import io.mixline.schemas.config.DurationText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mixline describe}: what a cache host holds, and how far it is. */
@Command(
        name = "describe",
        description =
                "Shows what a running cache host holds: its models, their items, and how far it is in its topics.",
        mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {

    @Mixin
    private HostOptions host = new HostOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        LogDestination.quiet();
        PrintWriter out = spec.commandLine().getOut();
        try (GrpcEmbeddingReader reader = host.connect()) {
            HostDescription described = reader.describe();
            out.println(described.host() + ": " + (described.ready() ? "ready" : "not ready") + ", "
                    + described.lagRecords() + " records missing, "
                    + described.behind().map(DescribeCommand::behind).orElse("has not caught up yet"));
            models(described).lines().forEach(out::println);
            partitions(described).lines().forEach(out::println);
        }
        return 0;
    }

    private static String behind(Duration behind) {
        return "complete as of " + DurationText.rounded(behind) + " ago";
    }

    private static Table models(HostDescription described) {
        Table table = new Table(
                        Table.Align.LEFT,
                        Table.Align.LEFT,
                        Table.Align.LEFT,
                        Table.Align.RIGHT,
                        Table.Align.RIGHT,
                        Table.Align.LEFT)
                .row("space", "fingerprint", "shape", "live", "deleted", "");
        for (HeldModel held : described.models()) {
            table.row(
                    held.model().space().toString(),
                    held.model().fingerprint().toString(),
                    held.shape().map(Object::toString).orElse("not known yet"),
                    String.valueOf(held.liveItems()),
                    String.valueOf(held.deletedItems()),
                    held.current() ? "current" : "");
        }
        return table;
    }

    private static Table partitions(HostDescription described) {
        Table table = new Table(Table.Align.LEFT, Table.Align.RIGHT, Table.Align.RIGHT, Table.Align.LEFT)
                .row("topic", "partition", "next offset", "hosts");
        for (HeldPartition held : described.partitions()) {
            table.row(
                    held.topic(),
                    String.valueOf(held.partition()),
                    String.valueOf(held.nextOffset()),
                    String.join(", ", held.hosts()));
        }
        return table;
    }
}
