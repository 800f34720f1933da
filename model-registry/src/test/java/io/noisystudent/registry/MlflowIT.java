package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.contracts.config.Split;
import io.noisystudent.contracts.registry.VersionRequest;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import io.noisystudent.registry.testing.Samples;
import io.noisystudent.testkit.process.ServiceProcess;
import io.noisystudent.testkit.web.ForeignClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static io.noisystudent.registry.testing.MlflowApi.delete;
import static io.noisystudent.registry.testing.MlflowApi.encoded;
import static io.noisystudent.registry.testing.MlflowApi.error;
import static io.noisystudent.registry.testing.MlflowApi.get;
import static io.noisystudent.registry.testing.MlflowApi.model;
import static io.noisystudent.registry.testing.MlflowApi.names;
import static io.noisystudent.registry.testing.MlflowApi.ok;
import static io.noisystudent.registry.testing.MlflowApi.patch;
import static io.noisystudent.registry.testing.MlflowApi.post;
import static io.noisystudent.registry.testing.MlflowApi.raw;
import static io.noisystudent.registry.testing.MlflowApi.search;
import static io.noisystudent.registry.testing.MlflowApi.upload;
import static io.noisystudent.registry.testing.MlflowApi.version;
import static org.assertj.core.api.Assertions.assertThat;

/** The requests that MLflow's client sends, written from its REST store and protobuf definitions. */
class MlflowIT {
    private static ServiceProcess registry;
    private static Api api;

    @BeforeAll
    static void start() {
        registry = Registries.shared();
        api = new Api(registry);
    }

    @Test
    void shouldRegisterDescribeAndFindAModel() {
        // Given
        JsonNode made = ok(post(
                "registered-models/create",
                "{'name':'flowers','tags':[{'key':'team','value':'vision'}],'description':'petals'}"));
        assertThat(made.at("/registered_model/name").asText()).isEqualTo("flowers");
        assertThat(made.at("/registered_model/tags/0/value").asText()).isEqualTo("vision");
        String digest = upload(1);
        // When
        JsonNode version = ok(post(
                        "model-versions/create",
                        "{'name':'flowers','source':'sha256:" + digest
                                + "','description':'first','tags':[{'key':'stage','value':'canary'}],'run_link':''}"))
                .get("model_version");
        // Then
        assertThat(version.get("version").isTextual()).isTrue();
        assertThat(version.get("version").asText()).isEqualTo("1");
        assertThat(version.get("status").asText()).isEqualTo("READY");
        assertThat(version.get("current_stage").asText()).isEqualTo("None");
        assertThat(version.get("description").asText()).isEqualTo("first");
        assertThat(version.get("creation_timestamp").asLong()).isPositive();
        assertThat(ok(get("model-versions/get?name=flowers&version=1")).get("model_version"))
                .isEqualTo(version);
        JsonNode model = ok(get("registered-models/get?name=flowers")).get("registered_model");
        assertThat(model.at("/latest_versions/0/version").asText()).isEqualTo("1");
        ok(patch("registered-models/update", "{'name':'flowers','description':'leaves'}"));
        ok(patch("model-versions/update", "{'name':'flowers','version':'1','description':'second'}"));
        assertThat(ok(post("registered-models/get-latest-versions", "{'name':'flowers','stages':['None']}"))
                        .at("/model_versions/0/description")
                        .asText())
                .isEqualTo("second");
        assertThat(ok(get("registered-models/get-latest-versions?name=flowers")).get("model_versions"))
                .hasSize(1);
    }

    @Test
    void shouldSetAndDeleteTags() {
        model("tagged", 10);
        ok(post("registered-models/set-tag", "{'name':'tagged','key':'a','value':'1'}"));
        ok(post("model-versions/set-tag", "{'name':'tagged','version':'1','key':'b','value':'2'}"));
        assertThat(search("model-versions", "name='tagged' and tags.b = '2'")).hasSize(1);
        assertThat(search("registered-models", "tag.`a` = '1'")).hasSize(1);
        ok(delete("model-versions/delete-tag", "{'name':'tagged','version':'1','key':'b'}"));
        ok(delete("registered-models/delete-tag", "{'name':'tagged','key':'a'}"));
        assertThat(search("model-versions", "name='tagged' and tags.b = '2'")).isEmpty();
        assertThat(search("registered-models", "tags.a = '1'")).isEmpty();
    }

    @Test
    void shouldMoveAliases() {
        model("named", 20);
        version("named", 21);
        ok(post("registered-models/alias", "{'name':'named','alias':'champion','version':'1'}"));
        ok(post("registered-models/alias", "{'name':'named','alias':'champion','version':'2'}"));
        ok(post("registered-models/alias", "{'name':'named','alias':'champion','version':'2'}"));
        JsonNode version = ok(get("registered-models/alias?name=named&alias=champion"));
        assertThat(version.at("/model_version/version").asText()).isEqualTo("2");
        assertThat(version.at("/model_version/aliases/0").asText()).isEqualTo("champion");
        assertThat(ok(get("registered-models/get?name=named"))
                        .at("/registered_model/aliases/0")
                        .toString())
                .isEqualTo("{\"alias\":\"champion\",\"version\":\"2\"}");
        assertThat(Api.json(api.get("/models/named/aliases/champion/history")).get("items"))
                .hasSize(2);
        assertThat(error(get("registered-models/alias?name=named&alias=nobody")))
                .isEqualTo("400 INVALID_PARAMETER_VALUE");
    }

    @Test
    void shouldSearchInOrderAndInPages() {
        model("searched-a", 30);
        version("searched-a", 31);
        model("searched-b", 32);
        String filter = "?filter=" + encoded("name LIKE 'searched-%'");
        JsonNode first = ok(get("model-versions/search" + filter + "&max_results=2"));
        JsonNode last = ok(get("model-versions/search" + filter + "&max_results=2&page_token="
                + first.get("next_page_token").asText()));
        assertThat(names(first)).containsExactly("searched-a/2", "searched-a/1");
        assertThat(names(last)).containsExactly("searched-b/1");
        assertThat(last.has("next_page_token")).isFalse();
        assertThat(names(ok(get("model-versions/search" + filter + "&order_by=" + encoded("name DESC") + "&order_by="
                        + encoded("version_number ASC")))))
                .containsExactly("searched-b/1", "searched-a/1", "searched-a/2");
        assertThat(ok(get("registered-models/search" + filter + "&order_by=" + encoded("name DESC")))
                        .at("/registered_models/0/name")
                        .asText())
                .isEqualTo("searched-b");
        assertThat(search("registered-models", "name LIKE 'searched-%' AND tag.`mlflow.prompt.is_prompt` != 'true'"))
                .as("the client's request for a search of models")
                .hasSize(2);
        assertThat(error(get("model-versions/search?filter=" + encoded("nam = 'x'"))))
                .isEqualTo("400 INVALID_PARAMETER_VALUE");
        assertThat(error(get("model-versions/search?order_by=color"))).isEqualTo("400 INVALID_PARAMETER_VALUE");
        assertThat(error(get("registered-models/search?max_results=9999"))).isEqualTo("400 INVALID_PARAMETER_VALUE");
    }

    @Test
    void shouldLetTheClientDownloadAVersion() throws Exception {
        // Given
        byte[] onnx = Api.onnx(1040);
        model("fetched", 40);
        // When: the client lists what is below the address, and fetches each file
        String uri = ok(get("model-versions/get-download-uri?name=fetched&version=1"))
                .get("artifact_uri")
                .asText();
        URI address = URI.create(uri);
        String root = "/api/2.0/mlflow-artifacts/artifacts";
        assertThat(address.getPath()).startsWith(root + "/");
        String path = address.getPath().substring(root.length() + 1);
        JsonNode files =
                Api.json(raw("GET", root + "?path=" + encoded(path), "")).get("files");
        HttpResponse<byte[]> file =
                raw("GET", address.getPath() + "/" + files.get(0).get("path").asText(), "");
        // Then
        assertThat(files.get(0).get("file_size").asInt()).isEqualTo(onnx.length);
        assertThat(file.body()).isEqualTo(onnx);
        assertThat(error(raw("GET", address.getPath() + "/other", ""))).isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
        JsonNode copied = ok(post("model-versions/create", "{'name':'fetched','source':'models:/fetched/1'}"));
        assertThat(copied.at("/model_version/version").asText()).isEqualTo("2");
    }

    @Test
    void shouldShowTheTrainingRequestAsTheRun() {
        String digest = upload(50);
        api.send(
                "POST",
                "/models/digits/versions",
                new VersionRequest(digest, Samples.trained("run-1").lineage(), null));
        api.send(
                "POST",
                "/models/digits/versions/1/evaluations",
                Samples.evaluation("e", 1, Split.VALIDATION, 80, null));
        assertThat(search("model-versions", "run_id = 'run-1'")
                        .get(0)
                        .get("name")
                        .asText())
                .isEqualTo("digits");
    }

    @Test
    void shouldRefuseInMlflowsEnvelope() {
        model("refused", 60);
        assertThat(error(post("registered-models/create", "{'name':'refused'}")))
                .isEqualTo("400 RESOURCE_ALREADY_EXISTS");
        assertThat(error(post("registered-models/create", "{'name':'../etc'}")))
                .isEqualTo("400 INVALID_PARAMETER_VALUE");
        assertThat(error(post("registered-models/create", "{}"))).isEqualTo("400 INVALID_PARAMETER_VALUE");
        assertThat(error(post("registered-models/create", "{"))).isEqualTo("400 INVALID_PARAMETER_VALUE");
        assertThat(error(get("registered-models/get?name=nobody"))).isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
        assertThat(error(get("model-versions/get?name=refused&version=7"))).isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
        assertThat(error(get("model-versions/get?name=refused&version=x"))).isEqualTo("400 INVALID_PARAMETER_VALUE");
        for (String source : List.of(
                "file:///etc/passwd", "http://169.254.169.254/latest", "s3://bucket/key", "runs:/1/model", "../x")) {
            assertThat(error(post("model-versions/create", "{'name':'refused','source':'" + source + "'}")))
                    .isEqualTo("400 INVALID_PARAMETER_VALUE");
        }
        assertThat(error(post("model-versions/create", "{'name':'nobody','source':'sha256:" + upload(61) + "'}")))
                .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
        HttpResponse<byte[]> deletion = delete("registered-models/delete", "{'name':'refused'}");
        assertThat(error(deletion)).isEqualTo("400 FEATURE_DISABLED");
        assertThat(Api.json(deletion).get("message").asText())
                .isEqualTo("models are not deleted: tag it, for example archived=true");
        assertThat(error(delete("model-versions/delete", "{'name':'refused','version':'1'}")))
                .isEqualTo("400 FEATURE_DISABLED");
        assertThat(error(delete("registered-models/alias", "{'name':'refused','alias':'teacher'}")))
                .isEqualTo("400 FEATURE_DISABLED");
        assertThat(error(post("registered-models/rename", "{'name':'refused','new_name':'b'}")))
                .isEqualTo("400 FEATURE_DISABLED");
        assertThat(error(post("model-versions/transition-stage", "{'name':'refused','version':'1','stage':'x'}")))
                .isEqualTo("400 FEATURE_DISABLED");
    }

    @Test
    void shouldBeWatchedUnderTheAddressOfAPod() {
        assertThat(ForeignClient.refusedProbes(registry.uri(""))).isEmpty();
    }
}
