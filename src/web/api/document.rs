//! `GET /openapi.json`: the description of the API for programs.

use utoipa::{
    OpenApi as _,
    openapi::{ContentBuilder, OpenApi, Ref, RefOr, Required, ResponseBuilder, Server},
};

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "whybounce",
    description = "Explains why mail did not arrive. No key is needed and nothing that is sent is kept. Identifiers \
                   never change; absent facts are null, lists are never absent. Errors are `{\"error\": …}` and say \
                   what to do."
))]
struct Head;

/// What any operation may answer.
const EVERYWHERE: [(&str, &str); 3] = [
    ("414", "The address is longer than 8 KiB."),
    ("431", "The headers are larger than 32 KiB."),
    ("500", "A fault of the program; its log says more."),
];

/// The description of the operations, with what holds for all of them.
pub(super) fn complete(operations: OpenApi, public_url: &str) -> OpenApi {
    let mut document = Head::openapi().nest("/api/v1", operations);
    document.servers = Some(vec![Server::new(public_url)]);
    let paths = document.paths.paths.values_mut();
    for operation in paths.flat_map(|path| [&mut path.get, &mut path.post].into_iter().flatten()) {
        // Nothing is a text too.
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            body.required = Some(Required::False);
        }
        for (status, description) in EVERYWHERE {
            let refusal = ContentBuilder::new()
                .schema(Some(Ref::from_schema_name("Refusal")))
                .build();
            let response = ResponseBuilder::new()
                .description(description)
                .content("application/json", refusal)
                .build();
            let responses = &mut operation.responses.responses;
            responses.insert(status.to_owned(), response.into());
        }
    }
    document
}
