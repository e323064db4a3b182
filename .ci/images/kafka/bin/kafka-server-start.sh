#!/usr/bin/env bash
exec java -Xms256m -Xmx512m -XX:TieredStopAtLevel=1 -cp '/opt/kafka/libs/*' \
    -Dlog4j2.configurationFile=/opt/kafka/config/log4j2.yaml kafka.Kafka "$@"
