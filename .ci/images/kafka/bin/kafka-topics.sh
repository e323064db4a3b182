#!/usr/bin/env bash
exec java -Xmx256m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '/opt/kafka/libs/*' \
    -Dlog4j2.configurationFile=/etc/kafka/docker/tools-log4j2.yaml org.apache.kafka.tools.TopicCommand "$@"
