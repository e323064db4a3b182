package io.mixline.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistrySettingsTest {

    @Test
    void without_an_address_there_is_no_registry() {
        assertThat(RegistrySettings.options(parse(Map.of()))).isEmpty();
    }

    @Test
    void an_address_is_taken_without_the_slash_at_its_end() {
        RegistryOptions options = RegistrySettings.options(parse(Map.of(
                        "registry.url", "http://registry:8080/apis/ccompat/v7/",
                        "registry.user", "u",
                        "registry.password", "p",
                        "registry.registration", "LOOK_UP")))
                .orElseThrow();
        assertThat(options.address()).hasToString("http://registry:8080/apis/ccompat/v7");
        assertThat(options.address().at("/subjects")).hasToString("http://registry:8080/apis/ccompat/v7/subjects");
        assertThat(options.registration()).isEqualTo(SchemaRegistration.LOOK_UP);
    }

    @Test
    void what_is_no_address_is_told_without_what_it_may_hide() {
        for (String url :
                new String[] {"registry:8081", "ftp://registry", "http://u:secret@registry", "http://r?x=1", "a b"}) {
            assertThat(problem(Map.of("registry.url", url)))
                    .startsWith("registry.url: ")
                    .doesNotContain("secret");
        }
        assertThat(problem(Map.of("registry.url", "http://r", "registry.user", "u")))
                .isEqualTo("registry.user, registry.password: one of them (expected: both or none)");
    }

    private static String problem(Map<String, String> given) {
        return catchThrowableOfType(InvalidConfigurationException.class, () -> RegistrySettings.options(parse(given)))
                .problems()
                .get(0);
    }

    private static Settings parse(Map<String, String> given) {
        return Settings.parse(RegistrySettings.ALL, given);
    }
}
