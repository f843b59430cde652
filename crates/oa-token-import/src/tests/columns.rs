//! The columns of a table, and what the user says of them.

use crate::{ColumnMeaning, Import, Input, UnreadableImport, read_all, read_columns};

/// The key and the token stand below each other's titles.
const SWAPPED: &str = "Tên OA,app_id,secret_key,refresh_token,Nhóm,Ghi chú
Chè Bưởi,4641603982383516983,FAKE_RT_che_0123456789_0123456789,FAKE_KEY_q7Zt2LmX9vR,Ăn vặt,gọi lại
Bún bò,6816497446257569881,FAKE_RT_bun_0123456789_0123456789,FAKE_KEY_bW8nHs5JpYc, Nhà hàng ,
Áo dài,8574918311415852851,FAKE_RT_ao_0123456789_0123456789,FAKE_KEY_3GfTa6EdKv1,,
";

fn input(text: &str) -> Input<'_> {
    Input { name: "oa.csv", bytes: text.as_bytes() }
}

fn meanings(import: &Import) -> Vec<ColumnMeaning> {
    import.columns.iter().map(|column| column.meaning).collect()
}

#[test]
fn the_titles_say_what_the_columns_are_and_a_group_is_taken_over() {
    use ColumnMeaning::{AppId, Group, Name, Nothing, RefreshToken, SecretKey};
    let import = read_all(&[input(SWAPPED)]).unwrap();
    assert_eq!(meanings(&import), [Name, AppId, SecretKey, RefreshToken, Group, Nothing]);
    assert_eq!(import.columns[5].title, "Ghi chú");
    let shown: Vec<_> = import.columns.iter().map(|column| column.shown().unwrap()).collect();
    assert_eq!(shown, ["Chè Bưởi", "4641603982383516983", "••••6789", "••••X9vR", "Ăn vặt", "gọi lại"]);
    let groups: Vec<_> = import.drafts.iter().map(|draft| draft.group.as_deref()).collect();
    assert_eq!(groups, [Some("Ăn vặt"), Some("Nhà hàng"), None]);
}

#[test]
fn the_user_s_word_counts_and_not_the_titles() {
    use ColumnMeaning::{AppId, Group, Name, Nothing, RefreshToken, SecretKey};
    let said = [Nothing, AppId, RefreshToken, SecretKey, Group, Name];
    let import = read_columns(&input(SWAPPED), &said).unwrap();
    assert_eq!(meanings(&import), said);
    let draft = &import.drafts[0].draft;
    assert_eq!(draft.secret_key.as_ref().unwrap().expose(), "FAKE_KEY_q7Zt2LmX9vR");
    assert_eq!(draft.refresh_token.as_ref().unwrap().expose(), "FAKE_RT_che_0123456789_0123456789");
    assert_eq!(draft.name.as_deref(), Some("gọi lại"), "a column is read as what it is said to be");
}

#[test]
fn columns_that_are_all_nothing_hold_nothing() {
    let refused = read_columns(&input(SWAPPED), &[ColumnMeaning::Nothing; 6]);
    assert!(matches!(refused, Err(UnreadableImport::NothingRecognised)), "{refused:?}");
}

#[test]
fn two_tables_and_no_table_have_no_columns_to_change() {
    let both = [input(SWAPPED), input(SWAPPED)];
    assert!(read_all(&both).unwrap().columns.is_empty());
    assert!(
        read_all(&[input("app_id=4641603982383516983\nrefresh_token=FAKE_RT_0123456789_0123456789")])
            .unwrap()
            .columns
            .is_empty()
    );
}
