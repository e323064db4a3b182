package io.mixline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate for a broker on this machine, made for one test and valid for a day.
 *
 * @param keystore PKCS #12, for the broker
 * @param trusted the certificate alone as PEM, for its clients
 */
record BrokerCertificate(Path keystore, Path trusted, String password) {

    private static final String PASSWORD = "of-one-test-only";
    private static final String ALIAS = "broker";

    static BrokerCertificate create(Path directory) throws Exception {
        Path keystore = directory.resolve("broker.p12");
        keytool(
                keystore,
                List.of("-genkeypair", "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1"),
                List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "1"));
        Path trusted = directory.resolve("broker.pem");
        keytool(keystore, List.of("-exportcert", "-rfc"), List.of("-file", trusted.toString()));
        return new BrokerCertificate(keystore, trusted, PASSWORD);
    }

    private static void keytool(Path keystore, List<String> command, List<String> options)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        line.addAll(command);
        line.addAll(options);
        line.addAll(List.of("-keystore", keystore.toString(), "-storetype", "PKCS12"));
        line.addAll(List.of("-storepass", PASSWORD, "-alias", ALIAS));
        File output = keystore.resolveSibling("keytool.log").toFile();
        Process keytool = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        assertThat(keytool.waitFor()).as(() -> "keytool, see " + output).isZero();
    }
}
