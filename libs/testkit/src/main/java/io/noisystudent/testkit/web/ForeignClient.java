package io.noisystudent.testkit.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client of another project: sends the headers that it would, and no others.
 *
 * <p>They were recorded from the programs themselves; the slow check of the launcher runs those.
 */
public final class ForeignClient {
    private static final String JSON = "application/json";

    public static final ForeignClient MLFLOW = new ForeignClient(
            "MLflow",
            JSON,
            "User-Agent: mlflow-python-client/3.17.2",
            "Accept-Encoding: gzip, deflate, br",
            "Accept: */*",
            "X-MLflow-Client-Version: 3.17.2");

    /** Sends JSON without its type. */
    public static final ForeignClient TRITON =
            new ForeignClient("Triton", "", "User-Agent: python/gevent-http-client-2.6.1");

    public static final ForeignClient KSERVE = new ForeignClient(
            "KServe", JSON, "Accept: */*", "Accept-Encoding: gzip, deflate, br", "User-Agent: python-httpx/0.28.1");

    private static final ForeignClient PROMETHEUS = new ForeignClient(
            "Prometheus",
            "",
            "User-Agent: Prometheus/3.5.0",
            "Accept: application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1",
            "Accept-Encoding: gzip",
            "X-Prometheus-Scrape-Timeout-Seconds: 10");

    private static final ForeignClient KUBELET =
            new ForeignClient("kubelet", "", "User-Agent: kube-probe/1.34", "Accept: */*");

    /** How the name server or the controller of a cluster calls a service that is reachable from outside. */
    public static final String PUBLIC_NAME = "models.example.com";

    /** How kubelet and Prometheus call a pod. */
    public static final String POD = "10.42.0.7:8080";

    private static final int READ_LIMIT_MILLIS = 60_000;
    private static final int OK = 200;

    private final String name;
    private final String contentType;
    private final List<String> headers;

    private ForeignClient(String name, String contentType, String... headers) {
        this.name = name;
        this.contentType = contentType;
        this.headers = List.of(headers);
    }

    /**
     * What kubelet and Prometheus ask of every service, by the address of its pod and without a token.
     *
     * @return the requests that did not get 200; empty for a service that can be watched
     */
    public static List<String> refusedProbes(URI base) {
        List<String> refused = new ArrayList<>();
        for (String probe : List.of("GET /q/health/live", "GET /q/health/ready", "GET /q/health/started")) {
            requireOk(KUBELET, base, probe, refused);
        }
        requireOk(PROMETHEUS, base, "GET /q/metrics", refused);
        return refused;
    }

    private static void requireOk(ForeignClient client, URI base, String operation, List<String> refused) {
        int status = client.ask(base, POD, Optional.empty(), operation, "");
        if (status != OK) {
            refused.add(client + " " + operation + ": " + status);
        }
    }

    /**
     * Sends one request.
     *
     * @param base address of the service, without a path
     * @param host the header {@code Host}
     * @param token to show
     * @param operation method and path, as in {@code GET /v2}
     * @param body JSON; empty for none
     * @return the status of the answer
     */
    public int ask(URI base, String host, Optional<String> token, String operation, String body) {
        StringBuilder request = new StringBuilder(operation + " HTTP/1.1\r\nHost: " + host + "\r\n");
        headers.forEach(header -> request.append(header).append("\r\n"));
        token.ifPresent(
                text -> request.append("Authorization: Bearer ").append(text).append("\r\n"));
        if (!body.isEmpty()) {
            request.append(contentType.isEmpty() ? "" : "Content-Type: " + contentType + "\r\n")
                    .append("Content-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        request.append("Connection: close\r\n\r\n").append(body);
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.split(" ", 3)[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(operation, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
