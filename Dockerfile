# Two images out of what `mvn package` built: `job` (the job on a Flink cluster), `mixline` (cache and command line).
# The build itself is not done in here: it needs a JDK, Maven and Maven's cache, which the machine has already.

FROM eclipse-temurin:17-jre AS runtime
RUN groupadd --gid 10001 mixline \
    && useradd --uid 10001 --gid 10001 --create-home --home-dir /home/mixline mixline \
    && install -d -o mixline -g mixline /var/lib/mixline /etc/mixline
COPY docker/http-answers /usr/local/bin/
# With more arenas glibc holds on to what RocksDB's threads have freed (docs/benchmarks/path.md).
ENV MALLOC_ARENA_MAX=2

FROM runtime AS job
RUN install -d -o mixline -g mixline /var/lib/mixline/checkpoints /var/lib/mixline/tmp
COPY distribution/target/flink/lib /opt/flink/lib
COPY item-encoder/target/bundles /opt/mixline/bundles
COPY docker/job/config.yaml /opt/flink/conf/
COPY cli/src/main/resources/log4j2.xml /opt/flink/conf/
COPY docker/job/flink /usr/local/bin/
COPY distribution/target/flink/usrlib /opt/flink/usrlib
ENV FLINK_CONF_DIR=/opt/flink/conf FLINK_LIB_DIR=/opt/flink/lib
USER mixline
WORKDIR /opt/flink
VOLUME /var/lib/mixline/checkpoints
# 6123 job manager, 8081 its REST interface, 9249 metrics
EXPOSE 6123 8081 9249
ENTRYPOINT ["flink"]

FROM runtime AS mixline
RUN install -d -o mixline -g mixline /var/lib/mixline/cache
COPY cli/target/lib /opt/mixline/lib
COPY item-encoder/target/bundles /opt/mixline/item-encoder/target/bundles
COPY docker/mixline/mixline /usr/local/bin/
COPY cli/target/cli-*.jar /opt/mixline/lib/
USER mixline
WORKDIR /home/mixline
VOLUME /var/lib/mixline/cache
# A cache: /metrics, /health, /ready; gRPC
EXPOSE 9464 9470
ENTRYPOINT ["mixline"]
CMD ["--help"]
