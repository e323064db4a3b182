package io.mixline.client.protocol;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mixline.client.HostDescription;
import io.mixline.protocol.v1.DescribeResponse;
import io.mixline.protocol.v1.HeldModel;
import io.mixline.protocol.v1.HeldPartition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What a host says of itself, on the wire. */
final class HostDescriptionCodec {

    private HostDescriptionCodec() {}

    static byte[] encode(HostDescription host) {
        DescribeResponse.Builder message = DescribeResponse.newBuilder()
                .setHost(host.host())
                .setReady(host.ready())
                .setLagRecords(host.lagRecords());
        host.behind().ifPresent(behind -> message.setBehindMillis(behind.toMillis()));
        for (HostDescription.HeldModel model : host.models()) {
            message.addModels(encode(model));
        }
        for (HostDescription.HeldPartition partition : host.partitions()) {
            message.addPartitions(HeldPartition.newBuilder()
                    .setTopic(partition.topic())
                    .setPartition(partition.partition())
                    .setNextOffset(partition.nextOffset())
                    .addAllHosts(partition.hosts()));
        }
        return message.build().toByteArray();
    }

    private static HeldModel encode(HostDescription.HeldModel model) {
        HeldModel.Builder message = HeldModel.newBuilder()
                .setModel(WireShape.encode(model.model()))
                .setCurrent(model.current())
                .setLiveItems(model.liveItems())
                .setDeletedItems(model.deletedItems())
                .addAllTopics(model.topics().stream().sorted().toList());
        model.shape().ifPresent(shape -> message.setShape(WireShape.encode(shape)));
        return message.build();
    }

    /** @throws MalformedAnswerException where it is none */
    static HostDescription decode(byte[] bytes) {
        try {
            DescribeResponse message = DescribeResponse.parseFrom(bytes);
            return new HostDescription(
                    message.getHost(),
                    message.getReady(),
                    message.getLagRecords(),
                    message.hasBehindMillis()
                            ? Optional.of(Duration.ofMillis(message.getBehindMillis()))
                            : Optional.empty(),
                    message.getModelsList().stream()
                            .map(HostDescriptionCodec::decode)
                            .toList(),
                    message.getPartitionsList().stream()
                            .map(HostDescriptionCodec::decode)
                            .toList());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new MalformedAnswerException("description: " + e.getMessage(), e);
        }
    }

    private static HostDescription.HeldModel decode(HeldModel model) {
        return new HostDescription.HeldModel(
                WireShape.decode(model.getModel()),
                model.hasShape() ? Optional.of(WireShape.decode(model.getShape())) : Optional.empty(),
                model.getCurrent(),
                model.getLiveItems(),
                model.getDeletedItems(),
                Set.copyOf(model.getTopicsList()));
    }

    private static HostDescription.HeldPartition decode(HeldPartition partition) {
        return new HostDescription.HeldPartition(
                partition.getTopic(), partition.getPartition(), partition.getNextOffset(), partition.getHostsList());
    }
}
