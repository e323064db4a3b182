package io.mixline.cache.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mixline.cache.SnapshotFault;
import io.mixline.cache.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to a snapshot, a host starts from a good one, or anew. */
class DamagedSnapshotTest {

    private static final int OLDER = 500;

    @TempDir
    private Path directory;

    private final Random random = new Random(5);
    private SnapshotFixture fixture;
    private PublishedSnapshot newest;
    private int restored;

    @BeforeEach
    void takeTwo() throws IOException {
        fixture = new SnapshotFixture(directory.resolve("snapshots"));
        fixture.take(directory.resolve("a"), OLDER);
        newest = fixture.take(directory.resolve("a"), 1_000);
    }

    @Test
    void a_file_with_one_changed_bit_is_noticed() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            if (whole.length > 0) { // a write-ahead log may be empty
                byte[] changed = whole.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, changed);
                assertOlderIsRestored(file, isManifest(file) ? SnapshotFault.MANIFEST : SnapshotFault.CHECKSUM);
                Files.write(file, whole);
            }
        }
        assertNewestIsRestored();
    }

    @Test
    void a_file_that_is_shorter_or_longer_is_noticed() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            SnapshotFault fault = isManifest(file) ? SnapshotFault.MANIFEST : SnapshotFault.INCOMPLETE;
            if (whole.length > 0) {
                Files.write(file, Arrays.copyOf(whole, random.nextInt(whole.length)));
                assertOlderIsRestored(file, fault);
            }
            Files.write(file, Arrays.copyOf(whole, whole.length + 1));
            assertOlderIsRestored(file, fault);
            Files.write(file, whole);
        }
        assertNewestIsRestored();
    }

    @Test
    void a_file_that_is_gone_is_noticed() throws IOException {
        for (Path file : files()) {
            byte[] whole = Files.readAllBytes(file);
            Files.delete(file);
            assertOlderIsRestored(file, isManifest(file) ? SnapshotFault.MANIFEST : SnapshotFault.INCOMPLETE);
            Files.createDirectory(file);
            assertOlderIsRestored(file, isManifest(file) ? SnapshotFault.UNREADABLE : SnapshotFault.INCOMPLETE);
            Files.delete(file);
            Files.write(file, whole);
        }
        assertNewestIsRestored();
    }

    @Test
    void a_file_too_many_does_not_become_part_of_the_cache() throws IOException {
        Files.writeString(newest.directory().resolve("999999.log"), "writes of somebody else");

        assertNewestIsRestored();

        assertThat(cache().resolve("999999.log")).doesNotExist();
    }

    @Test
    void a_manifest_that_is_cut_or_changed_anywhere_is_known_by_its_own_bytes() throws IOException {
        byte[] whole = Files.readAllBytes(manifest());
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertFault(cut, SnapshotFault.MANIFEST);
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> SnapshotManifestFormat.decode(changed))
                    .as("byte %s", at)
                    .isInstanceOf(BadSnapshotException.class);
        }
    }

    @Test
    void another_releases_format_is_passed_over() throws IOException {
        byte[] whole = Files.readAllBytes(manifest());
        rewrite("\"formatVersion\" : 1", "\"formatVersion\" : 2");
        assertOlderIsRestored(manifest(), SnapshotFault.FORMAT);
        Files.write(manifest(), whole);

        SnapshotManifest.Content content = newest.manifest().content();
        writeManifest(new SnapshotManifest.Content(content.cacheFormat() + 1, content.models(), content.positions()));

        assertOlderIsRestored(manifest(), SnapshotFault.FORMAT);
    }

    @Test
    void a_manifest_that_fits_its_checksum_and_says_something_else_than_the_files_is_noticed() throws IOException {
        SnapshotManifest.Content content = newest.manifest().content();
        writeManifest(new SnapshotManifest.Content(
                content.cacheFormat(), content.models(), Map.of(Script.PARTITION, Script.position(1_001))));

        assertOlderIsRestored(manifest(), SnapshotFault.CONTENT);
    }

    @Test
    void a_manifest_names_no_files_outside_of_its_directory() throws IOException {
        for (String name : List.of("../x", "/etc/x", "a/b", "..", "", "a\\\\b", "\\u0000")) {
            byte[] whole = Files.readAllBytes(manifest());
            rewrite("\"name\" : \"CURRENT\"", "\"name\" : \"" + name + "\"");
            assertOlderIsRestored(manifest(), SnapshotFault.MANIFEST);
            Files.write(manifest(), whole);
        }
    }

    @Test
    void nulls_and_absent_fields_in_a_manifest_are_noticed() throws IOException {
        for (String field : List.of(
                "createdAt", "host", "positions", "models", "files", "topic", "topicId", "clusterId", "space")) {
            byte[] whole = Files.readAllBytes(manifest());
            rewrite("\"" + field + "\" :", "\"" + field + "\" : null, \"other\" :");
            assertOlderIsRestored(manifest(), SnapshotFault.MANIFEST);
            Files.write(manifest(), whole);
            rewrite("\"" + field + "\" :", "\"other\" :");
            assertOlderIsRestored(manifest(), SnapshotFault.MANIFEST);
            Files.write(manifest(), whole);
        }
    }

    @Test
    void without_a_good_one_the_cache_is_new() throws IOException {
        for (String name : fixture.names()) {
            Files.write(fixture.snapshots.resolve(name).resolve("CURRENT"), new byte[0]);
        }
        DurableFiles.delete(newest.directory());
        Files.createDirectory(newest.directory()); // named, and empty
        Files.createDirectory(fixture.snapshots.resolve("snapshot-20261122T110000.000Z-other-00000000.partial"));

        restored++;
        fixture.assertRestores(cache(), 0);

        assertThat(fixture.skipped).containsExactlyInAnyOrder(SnapshotFault.INCOMPLETE, SnapshotFault.MANIFEST);
    }

    private void assertOlderIsRestored(Path damaged, SnapshotFault fault) {
        fixture.skipped.clear();
        restored++;
        fixture.assertRestores(cache(), OLDER);
        assertThat(fixture.skipped).as("%s", damaged).containsExactly(fault);
    }

    private void assertNewestIsRestored() {
        fixture.skipped.clear();
        restored++;
        fixture.assertRestores(cache(), 1_000);
        assertThat(fixture.skipped).isEmpty();
    }

    private Path cache() {
        return directory.resolve("restored-" + restored);
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(DurableFiles.list(newest.directory()));
        assertThat(files).hasSizeGreaterThan(5).contains(manifest());
        return files;
    }

    private Path manifest() {
        return newest.directory().resolve(SnapshotDirectory.MANIFEST);
    }

    private boolean isManifest(Path file) {
        return file.equals(manifest());
    }

    private void writeManifest(SnapshotManifest.Content content) throws IOException {
        Files.write(
                manifest(),
                SnapshotManifestFormat.encode(new SnapshotManifest(
                        newest.manifest().origin(), content, newest.manifest().files())));
    }

    /** Another text, whose checksum fits. */
    private void rewrite(String from, String to) throws IOException {
        String whole = Files.readString(manifest());
        assertThat(whole).contains(from);
        byte[] changed = whole.replaceFirst(Pattern.quote(from), Matcher.quoteReplacement(to))
                .getBytes(StandardCharsets.UTF_8);
        Files.write(manifest(), SnapshotManifestFormat.withChecksum(changed));
    }

    private static void assertFault(byte[] manifest, SnapshotFault fault) {
        assertThatThrownBy(() -> SnapshotManifestFormat.decode(manifest))
                .as("%s bytes", manifest.length)
                .isInstanceOfSatisfying(
                        BadSnapshotException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
