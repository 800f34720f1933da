package io.noisystudent.storage.minio;

import io.minio.Http;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** The two HTTP clients under the MinIO client: one that never repeats a request, one that may. */
final class MinioHttp {
    private static final int MAX_REQUESTS = 64;

    private MinioHttp() {}

    /** A client that sends every request once. */
    static OkHttpClient writing(MinioConfig config) {
        Duration timeout = config.timeout();
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .dispatcher(dispatcher())
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .retryOnConnectionFailure(false)
                .followRedirects(false);
        config.authorities()
                .ifPresent(trusted -> client.sslSocketFactory(trusted.context().getSocketFactory(), trusted.manager()));
        return client.build();
    }

    /** A client on the same connections that repeats requests which failed for a moment; for reads only. */
    static OkHttpClient reading(OkHttpClient writing) {
        return writing.newBuilder()
                .retryOnConnectionFailure(true)
                .addInterceptor(new Http.StatusRetryInterceptor())
                .build();
    }

    private static Dispatcher dispatcher() {
        // Daemon threads: an idle store must not keep a finished program alive.
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "object-store");
            thread.setDaemon(true);
            return thread;
        });
        Dispatcher dispatcher = new Dispatcher(threads);
        dispatcher.setMaxRequests(MAX_REQUESTS);
        dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
        return dispatcher;
    }
}
