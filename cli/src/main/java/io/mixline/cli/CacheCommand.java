package io.mixline.cli;

import io.mixline.cache.host.CacheHost;
import io.mixline.cache.host.CacheSettings;
import io.mixline.cli.config.ConfigurationOptions;
import io.mixline.schemas.config.Configuration;
import io.mixline.schemas.config.Settings;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mixline cache}: a cache host. */
@Command(
        name = "cache",
        description =
                "Runs a cache host: applies embeddings topics to a directory, serves reads over gRPC, and /metrics, /health and"
                        + " /ready over HTTP.",
        mixinStandardHelpOptions = true)
final class CacheCommand implements Callable<Integer> {

    @Mixin
    private ConfigurationOptions options = new ConfigurationOptions();

    @Override
    public Integer call() throws InterruptedException {
        Configuration configuration = options.load();
        Settings settings = configuration.settings(CommandSettings.cache(), CommandSettings.all());
        CacheSettings cache = CacheSettings.of(settings);
        KafkaSettings.check(configuration, settings, KafkaSettings.Client.CONSUMER, KafkaSettings.Client.ADMIN);
        Logger log = LoggerFactory.getLogger(CacheCommand.class);
        log.info("Configuration in effect:\n{}", configuration.describe(settings));
        CacheHost host = CacheHost.start(cache);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            host.close();
                            log.info("Cache {} is closed", cache.directory());
                        },
                        "shutdown"));
        new CountDownLatch(1).await();
        return 0;
    }
}
