package io.mixline.encoder.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.encoder.EncoderException;
import io.mixline.encoder.bundle.BundleDirectory;
import io.mixline.encoder.text.ItemText;
import io.mixline.schemas.Lane;
import io.mixline.schemas.config.InvalidConfigurationException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedEncoderRuntimeTest {

    @TempDir
    Path directory;

    private EncoderSettings settings() {
        return EncoderSettings.of(
                BundleDirectory.in(directory, BundleDirectory.HASHING).path());
    }

    @Test
    void shares_of_one_bundle_use_one_runtime_until_the_last_is_closed() throws Exception {
        SharedEncoderRuntime one = SharedEncoderRuntime.acquire(settings(), EncoderMetrics.NONE);
        SharedEncoderRuntime two = SharedEncoderRuntime.acquire(settings(), EncoderMetrics.NONE);
        assertThat(two.bundle()).isSameAs(one.bundle());
        one.close();
        one.close();
        two.encode(ItemText.of("still open", null), Lane.LIVE).get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> one.encode(ItemText.of("closed", null), Lane.LIVE))
                .isInstanceOf(IllegalStateException.class);
        two.close();
        try (SharedEncoderRuntime three = SharedEncoderRuntime.acquire(settings(), EncoderMetrics.NONE)) {
            assertThat(three.bundle()).isNotSameAs(one.bundle());
        }
    }

    @Test
    void other_settings_for_an_open_runtime_are_refused() {
        try (SharedEncoderRuntime open = SharedEncoderRuntime.acquire(settings(), EncoderMetrics.NONE)) {
            EncoderSettings other = settings().withThreads(new EncoderThreads(7, 7));
            assertThatThrownBy(() -> SharedEncoderRuntime.acquire(other, EncoderMetrics.NONE))
                    .isInstanceOf(EncoderException.class)
                    .hasMessageContaining(open.bundle().directory().toString());
        }
        // The refused share is not counted: this opens anew.
        SharedEncoderRuntime.acquire(settings().withThreads(new EncoderThreads(1, 1)), EncoderMetrics.NONE)
                .close();
    }

    @Test
    void a_bundle_that_cannot_be_opened_leaves_nothing_behind() {
        EncoderSettings broken = EncoderSettings.of(
                BundleDirectory.in(directory, "engine: unknown").path());
        assertThatThrownBy(() -> SharedEncoderRuntime.acquire(broken, EncoderMetrics.NONE))
                .isInstanceOf(InvalidConfigurationException.class);
        SharedEncoderRuntime.acquire(settings(), EncoderMetrics.NONE).close();
    }

    @Test
    void each_share_is_told_of_its_own_texts() throws Exception {
        RecordedMetrics first = new RecordedMetrics();
        RecordedMetrics second = new RecordedMetrics();
        try (SharedEncoderRuntime one = SharedEncoderRuntime.acquire(settings(), first);
                SharedEncoderRuntime two = SharedEncoderRuntime.acquire(settings(), second)) {
            one.encode(ItemText.of("one", null), Lane.LIVE).get(30, TimeUnit.SECONDS);
            two.encode(ItemText.of("two", null), Lane.BACKFILL).get(30, TimeUnit.SECONDS);
        }
        assertThat(first.encoded()).containsExactly(Lane.LIVE);
        assertThat(second.encoded()).containsExactly(Lane.BACKFILL);
        assertThat(first.runs()).hasSize(2);
        assertThat(second.runs()).isEmpty();
    }
}
