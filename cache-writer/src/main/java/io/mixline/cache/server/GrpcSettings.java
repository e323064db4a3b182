package io.mixline.cache.server;

import io.mixline.schemas.config.ByteSize;
import io.mixline.schemas.config.InvalidConfigurationException;
import io.mixline.schemas.config.Setting;
import io.mixline.schemas.config.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a cache host's gRPC server is started with.
 *
 * @param hostName what the host calls itself
 * @param drain how long calls in flight may go on when the host ends
 */
public record GrpcSettings(String hostName, Endpoints endpoints, ReadLimits limits, Duration drain) {

    private static final String OFF = "off";
    private static final int LARGEST_PORT = 65_535;
    private static final ByteSize SMALLEST = ByteSize.parse("1 KiB");
    private static final ByteSize LARGEST = ByteSize.parse("1 GiB");

    private static final Setting<Optional<String>> HOST_NAME = Setting.text("cache.host-name")
            .optional()
            .describedAs("What the host calls itself to who asks it to describe itself, and where its partitions can be"
                    + " read; the machine's name where it is left out.");

    private static final Setting<String> HOST = Setting.text("cache.grpc-host")
            .orElse("0.0.0.0")
            .describedAs("The address that gRPC is served on. 127.0.0.1 for this machine only.");

    private static final Setting<String> PORT = Setting.text("cache.grpc-port")
            .orElse("9470")
            .describedAs("The port of gRPC. 0 takes any free one, which the log names; off serves no TCP.");

    private static final Setting<Optional<String>> UNIX_SOCKET = Setting.text("cache.grpc-unix-socket")
            .optional()
            .describedAs("A file name to serve gRPC on as a Unix socket too, without TLS, for processes of this machine"
                    + " (Linux only), in a directory that exists. Owner and group may connect. At most 107 bytes long; a"
                    + " file that a host left behind is replaced.");

    private static final Setting<Optional<String>> CERTIFICATE = Setting.text("cache.grpc-tls-certificate")
            .optional()
            .describedAs("The server's certificate chain, PEM. With it and its key TCP is TLS only. Read again when the"
                    + " file changes, within a minute.");

    private static final Setting<Optional<String>> KEY =
            Setting.text("cache.grpc-tls-key").optional().describedAs("The key of the certificate, PKCS #8 in PEM.");

    private static final Setting<Optional<String>> CLIENT_CA = Setting.text("cache.grpc-tls-client-ca")
            .optional()
            .describedAs("Certificates, PEM. With it only clients that show a certificate signed by one of them are"
                    + " served. Read again when the file changes, within a minute.");

    private static final Setting<Integer> MAX_ITEMS = Setting.integer("cache.grpc-max-items", 1, 1_000_000)
            .orElse(10_000)
            .describedAs("Items of one read, at most; more is refused with INVALID_ARGUMENT.");

    private static final Setting<ByteSize> MAX_REQUEST = Setting.byteSize("cache.grpc-max-request", SMALLEST, LARGEST)
            .orElse(ByteSize.parse("4 MiB"))
            .describedAs("Size of one request, at most; more is refused with RESOURCE_EXHAUSTED before it is read.");

    private static final Setting<ByteSize> MAX_RESPONSE = Setting.byteSize("cache.grpc-max-response", SMALLEST, LARGEST)
            .orElse(ByteSize.parse("64 MiB"))
            .describedAs("Embedding tokens of one answer, at most; more is refused with OUT_OF_RANGE. Each reading"
                    + " thread keeps memory for its largest answer. Callers have a limit too: most clients take 4 MiB"
                    + " unless told otherwise, Mixline's take this.");

    private static final Setting<ByteSize> MAX_UNSENT = Setting.byteSize("cache.grpc-max-unsent", SMALLEST, LARGEST)
            .orElse(ByteSize.parse("256 MiB"))
            .describedAs("Embedding tokens of all answers that callers have not taken yet, at most; reads beyond it are"
                    + " refused with RESOURCE_EXHAUSTED. Not below cache.grpc-max-response.");

    private static final Setting<ByteSize> MAX_SHARED_MEMORY = Setting.byteSize(
                    "cache.grpc-max-shared-memory", ByteSize.parse("0 B"), LARGEST)
            .orElse(ByteSize.parse("256 MiB"))
            .describedAs("Memory that callers on the Unix socket share with the host, together at most: tokens go there"
                    + " instead of through the socket. It lies in a directory beside the socket, which callers have to"
                    + " see under the same name, best in memory (tmpfs). A caller takes as much as its largest answer,"
                    + " for each read at once, and gives it back when its connection ends or when it was not used for a"
                    + " minute; who gets none gets tokens through the socket. 0 B for nobody.");

    private static final Setting<Integer> THREADS = Setting.integer("cache.grpc-threads", 0, 1_024)
            .orElse(0)
            .describedAs("Threads that read. 0 for one a core; more where most reads go to the disk.");

    private static final Setting<Integer> MAX_WAITING = Setting.integer("cache.grpc-max-waiting", 1, 100_000)
            .orElse(256)
            .describedAs("Reads that wait for a thread, at most; beyond it they are refused with RESOURCE_EXHAUSTED, so"
                    + " that a ranker can ask another host instead of waiting.");

    private static final Setting<Duration> DRAIN = Setting.duration(
                    "cache.grpc-drain-time", Duration.ZERO, Duration.ofHours(1))
            .orElse(Duration.ofSeconds(10))
            .describedAs("How long calls in flight may go on when the host ends; new ones are refused at once.");

    /** All that the server knows. */
    public static final List<Setting<?>> DECLARED = List.of(
            HOST_NAME,
            HOST,
            PORT,
            UNIX_SOCKET,
            CERTIFICATE,
            KEY,
            CLIENT_CA,
            MAX_ITEMS,
            MAX_REQUEST,
            MAX_RESPONSE,
            MAX_UNSENT,
            MAX_SHARED_MEMORY,
            THREADS,
            MAX_WAITING,
            DRAIN);

    /** No server at all. */
    public static GrpcSettings off() {
        Endpoints none = new Endpoints(Optional.empty(), Optional.empty(), Optional.empty());
        return new GrpcSettings("", none, ReadLimits.defaults(), Duration.ZERO);
    }

    /**
     * Plain text, with the limits of the defaults.
     *
     * @param unixSocket to serve beside; empty for none
     */
    public static GrpcSettings plain(InetSocketAddress tcp, Optional<Path> unixSocket) {
        return new GrpcSettings(
                "localhost",
                new Endpoints(Optional.of(tcp), unixSocket, Optional.empty()),
                ReadLimits.defaults(),
                Duration.ofSeconds(10));
    }

    /**
     * Of what was configured.
     *
     * @throws InvalidConfigurationException with every problem
     */
    public static GrpcSettings of(Settings settings) {
        List<String> problems = new ArrayList<>();
        Optional<InetSocketAddress> tcp = tcp(settings, problems);
        Optional<TlsFiles> tls = tls(settings, problems);
        if (tls.isPresent() && tcp.isEmpty()) {
            problems.add(PORT.name() + ": off (expected: a port, for " + CERTIFICATE.name() + ")");
        }
        ByteSize unsent = settings.get(MAX_UNSENT);
        if (unsent.bytes() < settings.get(MAX_RESPONSE).bytes()) {
            problems.add(MAX_UNSENT.name() + ": " + unsent + " (expected: at least " + MAX_RESPONSE.name() + ", "
                    + settings.get(MAX_RESPONSE) + ")");
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException("configuration", problems);
        }
        int threads = settings.get(THREADS);
        ReadLimits limits = new ReadLimits(
                new ReadLimits.Call(
                        settings.get(MAX_ITEMS),
                        Math.toIntExact(settings.get(MAX_REQUEST).bytes()),
                        Math.toIntExact(settings.get(MAX_RESPONSE).bytes())),
                threads == 0 ? Runtime.getRuntime().availableProcessors() : threads,
                settings.get(MAX_WAITING),
                unsent.bytes(),
                settings.get(MAX_SHARED_MEMORY).bytes());
        return new GrpcSettings(
                settings.get(HOST_NAME).orElseGet(GrpcSettings::machineName),
                new Endpoints(tcp, settings.get(UNIX_SOCKET).map(Path::of), tls),
                limits,
                settings.get(DRAIN));
    }

    /** Whether anything is served. */
    public boolean isOn() {
        return endpoints.tcp().isPresent() || endpoints.unixSocket().isPresent();
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // the machine does not know its own name
        }
    }

    private static Optional<InetSocketAddress> tcp(Settings settings, List<String> problems) {
        String port = settings.get(PORT);
        if (port.equals(OFF)) {
            return Optional.empty();
        }
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > LARGEST_PORT) {
            problems.add(PORT.name() + ": " + port + " (expected: 0 to " + LARGEST_PORT + ", or " + OFF + ")");
            return Optional.empty();
        }
        return Optional.of(new InetSocketAddress(settings.get(HOST), Integer.parseInt(port)));
    }

    private static Optional<TlsFiles> tls(Settings settings, List<String> problems) {
        Optional<Path> certificate = settings.get(CERTIFICATE).map(Path::of);
        Optional<Path> key = settings.get(KEY).map(Path::of);
        Optional<Path> clientCa = settings.get(CLIENT_CA).map(Path::of);
        if (certificate.isPresent() && key.isPresent()) {
            return Optional.of(new TlsFiles(certificate.get(), key.get(), clientCa));
        }
        if (certificate.isPresent() || key.isPresent() || clientCa.isPresent()) {
            problems.add(CERTIFICATE.name() + ", " + KEY.name() + ": not both there (expected: both, or none of "
                    + CERTIFICATE.name() + ", " + KEY.name() + " and " + CLIENT_CA.name() + ")");
        }
        return Optional.empty();
    }

    /**
     * Where calls are taken.
     *
     * @param tcp port 0 for any free one; empty for no TCP
     * @param unixSocket the socket's file; empty for none
     * @param tls of TCP; empty for plain text
     */
    public record Endpoints(Optional<InetSocketAddress> tcp, Optional<Path> unixSocket, Optional<TlsFiles> tls) {}

    /**
     * What TLS needs, PEM.
     *
     * @param key PKCS #8
     * @param clientCa who signed the certificates that clients have to show; empty where they need none
     */
    public record TlsFiles(Path certificate, Path key, Optional<Path> clientCa) {}
}
