package io.noisystudent.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.noisystudent.registry.testing.Api;
import io.noisystudent.registry.testing.Registries;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

import static io.noisystudent.registry.testing.MlflowApi.delete;
import static io.noisystudent.registry.testing.MlflowApi.encoded;
import static io.noisystudent.registry.testing.MlflowApi.error;
import static io.noisystudent.registry.testing.MlflowApi.get;
import static io.noisystudent.registry.testing.MlflowApi.model;
import static io.noisystudent.registry.testing.MlflowApi.ok;
import static io.noisystudent.registry.testing.MlflowApi.post;
import static io.noisystudent.registry.testing.MlflowApi.raw;
import static io.noisystudent.registry.testing.MlflowApi.search;
import static io.noisystudent.registry.testing.MlflowApi.upload;
import static io.noisystudent.registry.testing.MlflowApi.version;
import static org.assertj.core.api.Assertions.assertThat;

/** What MLflow's users do beyond the plain requests, and what its server answers. */
class MlflowClientFormsIT {
    private static Api api;

    @BeforeAll
    static void start() {
        api = new Api(Registries.shared());
    }

    @Test
    void shouldSearchWithEveryFormOfAFilter() {
        model("found-a", 100);
        ok(post("registered-models/create", "{'name':'found-b','tags':[{'key':'stage','value':'old'}]}"));
        String both = " and name like 'found-%'";

        for (Map.Entry<String, List<String>> search : Map.of(
                        "tags.stage != 'old'", List.of("found-a"),
                        "tag.`stage` != 'new'", List.of("found-a", "found-b"),
                        "name in ('found-a', 'other')", List.of("found-a"),
                        "name not in ('found-a')", List.of("found-b"),
                        "attribute.name = 'found-b'", List.of("found-b"),
                        "attributes.name ILIKE 'FOUND-B'", List.of("found-b"),
                        "tag.`mlflow.prompt.is_prompt` != 'true'", List.of("found-a", "found-b"))
                .entrySet()) {
            assertThat(search("registered-models", search.getKey() + both))
                    .as(search.getKey())
                    .map(found -> found.get("name").asText())
                    .isEqualTo(search.getValue());
        }
        assertThat(error(get("model-versions/search?filter=" + encoded("attribute.version_number IN ('1')"))))
                .isEqualTo("400 INVALID_PARAMETER_VALUE");
    }

    @Test
    void shouldPageAsMlflowDoes() {
        model("paged", 105);

        JsonNode none = ok(get("registered-models/search?max_results=0"));

        assertThat(none.get("registered_models")).isEmpty();
        assertThat(none.get("next_page_token").asText()).isEqualTo("0");
        assertThat(error(get("model-versions/search?max_results=0"))).isEqualTo("400 INVALID_PARAMETER_VALUE");
        assertThat(ok(get("model-versions/search?order_by=" + encoded("attribute.creation_timestamp DESC")))
                        .get("model_versions"))
                .isNotEmpty();
    }

    @Test
    void shouldKeepRunAndLinkAndModelOfAVersion() {
        // Given
        ok(post("registered-models/create", "{'name':'logged'}"));

        // When
        JsonNode made = ok(post(
                        "model-versions/create",
                        "{'name':'logged','source':'sha256:" + upload(110) + "','run_id':'r-7','run_link':'http://l/7',"
                                + "'model_id':'m-7','tags':[{'key':'a','value':'b'}]}"))
                .get("model_version");

        // Then
        assertThat(made.get("run_id").asText()).isEqualTo("r-7");
        assertThat(made.get("run_link").asText()).isEqualTo("http://l/7");
        assertThat(made.get("model_id").asText()).isEqualTo("m-7");
        assertThat(made.get("tags").toString()).isEqualTo("[{\"key\":\"a\",\"value\":\"b\"}]");
        for (String filter :
                List.of("run_id = 'r-7'", "run_id IN ('r-7')", "run_link LIKE '%/7'", "model_id = 'm-7'")) {
            assertThat(search("model-versions", filter)).as(filter).hasSize(1);
        }
        assertThat(error(post(
                        "model-versions/set-tag", "{'name':'logged','version':'1','key':'mlflow.run_id','value':'x'}")))
                .isEqualTo("400 INVALID_PARAMETER_VALUE");
    }

    @Test
    void shouldMakeANewVersionOfTheSameFile() {
        // Given
        ok(post("registered-models/create", "{'name':'repeated'}"));
        String source = "'source':'sha256:" + upload(120) + "'";
        ok(post("model-versions/create", "{'name':'repeated'," + source + ",'description':'first'}"));

        // When
        ok(post("model-versions/create", "{'name':'repeated'," + source + ",'description':'second'}"));
        ok(post("registered-models/alias", "{'name':'repeated','alias':'best','version':'2'}"));
        ok(post("model-versions/create", "{'name':'repeated','source':'models:/repeated@best'}"));

        // Then
        assertThat(search("model-versions", "name='repeated'"))
                .map(found -> found.get("version").asText() + " "
                        + found.get("description").asText())
                .containsExactly("3 ", "2 second", "1 first");
        assertThat(error(post("model-versions/create", "{'name':'repeated','source':'models:/repeated@none'}")))
                .isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    }

    @Test
    void shouldTakeNamesWithCapitalsAndBlanks() {
        // Given
        assertThat(ok(post("registered-models/create", "{'name':'My Model'}"))
                        .at("/registered_model/name")
                        .asText())
                .isEqualTo("My Model");
        version("My Model", 130);
        ok(post("registered-models/alias", "{'name':'My Model','alias':'Champion','version':'1'}"));

        // When, Then
        assertThat(ok(get("registered-models/get?name=My%20Model"))
                        .at("/registered_model/aliases")
                        .toString())
                .isEqualTo("[{\"alias\":\"champion\",\"version\":\"1\"}]");
        assertThat(ok(get("registered-models/alias?name=My%20Model&alias=Champion"))
                        .at("/model_version/name")
                        .asText())
                .isEqualTo("My Model");
        assertThat(search("model-versions", "name = 'My Model'")).hasSize(1);
        assertThat(api.get("/models/my-model/versions/1").statusCode()).isEqualTo(200);
        assertThat(error(post("registered-models/create", "{'name':'my-model'}")))
                .isEqualTo("400 RESOURCE_ALREADY_EXISTS");
        assertThat(error(post("registered-models/create", "{'name':'a:b'}"))).isEqualTo("400 INVALID_PARAMETER_VALUE");
    }

    @Test
    void shouldRemoveAnAliasAndSetItAgain() {
        // Given
        model("aliased", 140);
        String alias = "{'name':'aliased','alias':'Canary','version':'1'}";
        ok(post("registered-models/alias", alias));

        // When
        ok(delete("registered-models/alias", "{'name':'aliased','alias':'Canary'}"));

        // Then
        assertThat(Api.json(delete("registered-models/alias", "{'name':'aliased','alias':'canary'}")))
                .as("removed already")
                .isEmpty();
        assertThat(error(get("registered-models/alias?name=aliased&alias=canary")))
                .isEqualTo("400 INVALID_PARAMETER_VALUE");
        assertThat(ok(get("registered-models/get?name=aliased")).at("/registered_model/aliases"))
                .isEmpty();
        assertThat(Api.json(api.get("/models/aliased/aliases")).get("items")).isEmpty();
        assertThat(api.get("/models/aliased/aliases/canary").statusCode()).isEqualTo(404);
        ok(post("registered-models/alias", alias));
        assertThat(ok(get("registered-models/alias?name=aliased&alias=canary"))
                        .at("/model_version/version")
                        .asText())
                .isEqualTo("1");
        assertThat(Api.json(api.get("/models/aliased/aliases/canary/history")).get("items"))
                .map(slot -> slot.get("kind").asText())
                .containsExactly("ALIAS", "REMOVAL", "ALIAS");
    }

    @Test
    void shouldReserveTheAliasesThatMlflowReserves() {
        model("reserved", 150);
        version("reserved", 151);

        for (String alias : List.of("latest", "LATEST", "v1", "V12", "a b", "a/b")) {
            assertThat(error(post(
                            "registered-models/alias", "{'name':'reserved','alias':'" + alias + "','version':'1'}")))
                    .as(alias)
                    .isEqualTo("400 INVALID_PARAMETER_VALUE");
        }
        assertThat(ok(get("registered-models/alias?name=reserved&alias=latest"))
                        .at("/model_version/version")
                        .asText())
                .isEqualTo("2");
    }

    @Test
    void shouldListWhatMlflowLoadsBesideTheModel() {
        // Given: the client lists the directory of a version, and reads its MLmodel
        model("loaded", 160);
        String root = "/api/2.0/mlflow-artifacts/artifacts";

        // When
        JsonNode files =
                Api.json(raw("GET", root + "?path=models/loaded/1", "")).get("files");
        String text = text(raw("GET", root + "/models/loaded/1/MLmodel", ""));

        // Then
        assertThat(files)
                .map(file -> file.get("path").asText())
                .containsExactly("model.onnx", "MLmodel", "requirements.txt", "python_env.yaml", "conda.yaml");
        assertThat(files.get(1).get("file_size").asInt()).isEqualTo(text.length());
        Map<String, Map<String, Object>> model = new Yaml().load(text);
        assertThat(model.get("flavors")).containsOnlyKeys("onnx", "python_function");
        assertThat(model.get("signature"))
                .containsEntry(
                        "inputs",
                        "[{\"name\":\"images\",\"type\":\"tensor\",\"tensor-spec\":"
                                + "{\"dtype\":\"uint8\",\"shape\":[-1,8,8,1]}}]");
        assertThat(String.valueOf(model.get("signature").get("outputs"))).contains("probabilities", "[-1,2]");
        assertThat(text(raw("GET", root + "/models/loaded/1/requirements.txt", "")))
                .contains("onnxruntime");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "registered-models/create {'name':5}",
                "registered-models/create {'name':['a']}",
                "registered-models/create {'name':'typed','description':{}}",
                "registered-models/create {'name':'typed','tags':'x'}",
                "registered-models/create {'name':'typed','tags':['x']}",
                "registered-models/create {'name':'typed','tags':[null]}",
                "registered-models/create {'name':'typed','tags':[{'key':5,'value':'x'}]}",
                "registered-models/create {'name':'typed','tags':[{'key':'k','value':5}]}",
                "registered-models/create []",
                "registered-models/create {'name':'typed'} trailing",
                "model-versions/create {'name':'sorted','source':['sha256:0']}",
                "registered-models/set-tag {'name':'typed','key':'k','value':5}",
                "registered-models/get-latest-versions {'name':'sorted','stages':[5]}",
                "registered-models/alias {'name':'typed','alias':'a','version':1}"
            })
    void shouldRefuseOtherTypes(String request) {
        int cut = request.indexOf(' ');
        post("registered-models/create", "{'name':'sorted'}");

        HttpResponse<byte[]> answer = post(request.substring(0, cut), request.substring(cut + 1));

        assertThat(error(answer)).as(text(answer)).isEqualTo("400 INVALID_PARAMETER_VALUE");
        assertThat(error(get("registered-models/get?name=typed"))).isEqualTo("404 RESOURCE_DOES_NOT_EXIST");
    }

    @Test
    void shouldAnswerEverythingBelowItInMlflowsEnvelope() {
        assertThat(error(get("experiments/search"))).isEqualTo("404 ENDPOINT_NOT_FOUND");
        assertThat(error(post("runs/create", "{'experiment_id':'0'}"))).isEqualTo("404 ENDPOINT_NOT_FOUND");
        assertThat(error(get("registered-models/create"))).isEqualTo("405 ENDPOINT_NOT_FOUND");
        assertThat(error(post("registered-models/create", "{'name':'" + "x".repeat(2 << 20) + "'}")))
                .isEqualTo("413 INVALID_PARAMETER_VALUE");
        HttpResponse<byte[]> missing = get("registered-models/get?name=nobody");
        assertThat(Api.json(missing).get("message").asText()).isEqualTo("Registered Model with name=nobody not found");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
